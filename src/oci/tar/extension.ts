import type { ByteString } from '../../core/bytes.js'
import type { Block } from './block.js'
import type { Cursor } from '../../core/cursor.js'
import { addGlobals, type Extension, type Globals } from './extended.js'
import { TarFault } from './fault.js'
import { blockSize, padding } from './header.js'
import { decodeRecords } from './pax.js'

/** Whether a header block only carries what belongs to a later one: pax's x (Sun's X) and g, GNU's L and K. */
export function isExtension({ flag }: Block): boolean {
  return 'xXgLK'.includes(flag)
}

/**
 * Reads the data of such a block: what stands before the next entry from now on. A global header's records go into `globals`.
 * @throws TarFault for malformed records, or more than `limit` bytes before one entry
 */
export async function readExtension(
  input: Cursor,
  { flag, size }: Block,
  before: Extension,
  globals: Globals,
  limit: number,
): Promise<Extension> {
  const total = before.size + blockSize + size
  if (total > limit) throw new TarFault(`its extended header is over the limit of ${limit} bytes`)
  const bytes = await input.read(size)
  if (bytes.length < size) throw new TarFault('the archive ends within an extended header')
  await input.skip(padding(size))
  if (flag === 'L') return { ...before, size: total, path: untilNul(bytes) }
  if (flag === 'K') return { ...before, size: total, linkPath: untilNul(bytes) }
  const records = decodeRecords(bytes)
  if (flag !== 'g') return { ...before, size: total, records: [...before.records, ...records] }
  addGlobals(globals, records)
  return { ...before, size: total }
}

function untilNul(bytes: Buffer): ByteString {
  const end = bytes.indexOf(0)
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end)
}
