import { lstat, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pLimit from 'p-limit'
import { fromSystemError, OciPackError, systemError } from '../core/errors.js'
import { totalSize } from './choose.js'
import { type Examined, type Fault, faultOf } from './fault.js'
import { type Entry, inventory } from './inventory.js'
import { isLayoutTrue, refreshLayout } from './layout.js'
import { holdsMount, moveAway, type RemoveTree } from './leftovers.js'

/** Things that are read at the same time. */
const parallel = 4

/** Something that is wrong, and what became of it. */
export interface FoundFault extends Fault {
  readonly entry: Entry
  /** It was removed, so that it is fetched or made anew. */
  readonly isMended: boolean
}

/** What became of a store that was looked through. */
export interface Verified {
  readonly checked: readonly Entry[]
  readonly faults: readonly FoundFault[]
  /** Whether all images that are listed for others are whole. */
  readonly layout: 'true' | 'false' | 'mended'
}

export interface VerifyTools {
  /** Whether what is wrong is removed. */
  readonly fix: boolean
  readonly removeTree: RemoveTree
  readonly signal?: AbortSignal | undefined
  /** Told how many bytes of all blobs were read. */
  readonly onProgress?: (done: number, total: number) => void
}

/**
 * Reads all that the store in a folder keeps and compares it with what is said of it, also while builds run. Nothing counts as used by that.
 * @throws OciPackError `aborted`, `io`
 */
export async function verifyStore(dir: string, tools: VerifyTools): Promise<Verified> {
  try {
    const entries = inventory(dir)
    const faults = await findFaults(dir, entries, tools)
    return { checked: entries, faults, layout: await examineLayout(dir, entries, tools) }
  } catch (error) {
    throw fromSystemError(error, `cannot verify the store ${dir}`)
  }
}

async function findFaults(dir: string, entries: readonly Entry[], tools: VerifyTools): Promise<FoundFault[]> {
  const blobs = entries.filter(({ kind }) => kind === 'blob')
  const total = totalSize(blobs)
  const damaged = new Set<string>()
  let done = 0
  const seen = (bytes: number): void => {
    refuseStopped(dir, tools)
    tools.onProgress?.((done += bytes), total)
  }
  const store = { dir, damaged, seen }
  const inBlobs = await faultsAmong(store, blobs, tools)
  for (const { entry } of inBlobs) damaged.add(entry.name)
  const others = entries.filter(({ kind }) => kind !== 'blob')
  return [...inBlobs, ...(await faultsAmong(store, others, tools))]
}

async function faultsAmong(store: Examined, entries: readonly Entry[], tools: VerifyTools): Promise<FoundFault[]> {
  const limit = pLimit(parallel)
  const examine = async (entry: Entry): Promise<FoundFault[]> => {
    refuseStopped(store.dir, tools)
    const before = await inodeOf(entry)
    const fault = await faultOf(store, entry)
    // What was pruned, or made anew, while it was looked at is not at fault.
    if (!fault || before === undefined || (await inodeOf(entry)) !== before) return []
    return [{ ...fault, entry, isMended: tools.fix && (await mend(store.dir, entry, tools.removeTree)) }]
  }
  // The large ones begin, so that none of them is left for the end. One that fails ends the others.
  const bySize = [...entries].sort((a, b) => b.size - a.size)
  try {
    return (await Promise.all(bySize.map((entry) => limit(examine, entry)))).flat()
  } finally {
    limit.clearQueue()
  }
}

async function inodeOf({ path }: Entry): Promise<number | undefined> {
  return lstat(path).then(
    ({ ino }) => ino,
    () => undefined,
  )
}

/** Takes away what was found to be damaged; says whether it is gone. */
async function mend(dir: string, entry: Entry, removeTree: RemoveTree): Promise<boolean> {
  const work = join(dir, 'work')
  try {
    await mkdir(work, { recursive: true })
    if (entry.kind === 'unpacked' && holdsMount(entry.path)) return false
    await removeTree(await moveAway(entry.path, work))
    return true
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return true
    throw error
  }
}

async function examineLayout(
  dir: string,
  entries: readonly Entry[],
  { fix }: VerifyTools,
): Promise<Verified['layout']> {
  // Who prunes changes the list before the images: a second look sees that.
  if (entries.length === 0 || isLayoutTrue(dir) || isLayoutTrue(dir)) return 'true'
  if (!fix) return 'false'
  await refreshLayout(dir)
  return 'mended'
}

function refuseStopped(dir: string, { signal }: VerifyTools): void {
  if (signal?.aborted) throw new OciPackError('aborted', `verifying the store ${dir} was stopped`)
}
