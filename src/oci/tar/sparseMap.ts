import { TarFault } from './fault.js'
import { natural } from './block.js'
import type { Cursor } from '../../core/cursor.js'
import type { SparseExtent } from './entry.js'
import { blockSize } from './header.js'
import { gnuExtents, pairUp } from './sparse.js'

/** An old GNU sparse header: four extents in the header block, 21 in each block that follows while a flag says so. */
export async function readGnuMap(
  input: Cursor,
  block: Buffer,
  limit: number,
): Promise<{ size: number; extents: SparseExtent[] }> {
  const size = natural(block, 483, 12, 'real size')
  const extents = gnuExtents(block, 386, 4)
  let more = block[482] === 1
  for (let spent = 0; more; spent += blockSize) {
    const next = await readMapBlock(input, spent, limit)
    for (const extent of gnuExtents(next, 0, 21)) extents.push(extent)
    more = next[504] === 1
  }
  return { size, extents }
}

/**
 * The map of sparse format 1.0, which fills whole blocks in front of the data: decimal numbers that end with newlines, first how many
 * extents follow.
 */
export async function readPaxMap(input: Cursor, limit: number): Promise<SparseExtent[]> {
  let rest = ''
  let wanted = 1
  const numbers: string[] = []
  for (let spent = 0; numbers.length < wanted; spent += blockSize) {
    const lines = (rest + (await readMapBlock(input, spent, limit)).toString('latin1')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) numbers.push(line)
    if (numbers.length > 0) wanted = 1 + 2 * countOf(numbers[0] ?? '')
  }
  return pairUp(numbers.slice(1, wanted))
}

function countOf(text: string): number {
  if (/^[0-9]{1,9}$/.test(text)) return Number(text)
  throw new TarFault('its sparse map is inconsistent')
}

async function readMapBlock(input: Cursor, spent: number, limit: number): Promise<Buffer> {
  if (spent + blockSize > limit) throw new TarFault(`its sparse map is over the limit of ${limit} bytes`)
  const block = await input.read(blockSize)
  if (block.length < blockSize) throw new TarFault('the archive ends within its sparse map')
  return block
}
