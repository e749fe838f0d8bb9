import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fromSystemError } from '../core/errors.js'
import { totalSize } from '../store/choose.js'
import { type Entry, inventory } from '../store/inventory.js'
import { inUseFrom, type Worker, workersIn } from '../store/mark.js'
import { storeDir, type StoreLocation } from './withStore.js'

/** How much there is of one kind. */
export interface KindUsage {
  readonly kind: Entry['kind']
  readonly count: number
  /** In bytes. */
  readonly size: number
  /** How many of them running builds may be using. */
  readonly active: number
  /** Bytes of the others: what pruning all would free. */
  readonly reclaimable: number
}

/** What `oci-pack cache du` shows. */
export interface CacheUsage {
  readonly dir: string
  /** Each kind, also those of which there is nothing. */
  readonly kinds: readonly KindUsage[]
  /** Bytes of all, and of what pruning all would free. */
  readonly size: number
  readonly reclaimable: number
  /** The ids of the processes that build. */
  readonly processes: readonly number[]
}

const kinds = ['blob', 'index', 'record', 'unpacked', 'mount'] as const satisfies readonly Entry['kind'][]

/** Tells how much the store keeps, and how much of it no running build may be using; a folder that is not there keeps nothing. @throws OciPackError `io` */
export async function cacheUsage(location: StoreLocation = {}): Promise<CacheUsage> {
  const dir = resolve(storeDir(location))
  try {
    const builds = await buildsIn(dir)
    const from = inUseFrom(builds)
    const entries = inventory(dir)
    const free = entries.filter(({ lastUsed }) => lastUsed < from)
    return {
      dir,
      kinds: kinds.map((kind) => usageOf(kind, entries, free)),
      size: totalSize(entries),
      reclaimable: totalSize(free),
      processes: [...new Set(builds.map(({ pid }) => pid))],
    }
  } catch (error) {
    throw fromSystemError(error, `cannot read the store ${dir}`)
  }
}

async function buildsIn(dir: string): Promise<Worker[]> {
  const folder = join(dir, 'builds')
  return existsSync(folder) ? workersIn(folder) : []
}

function usageOf(kind: Entry['kind'], entries: readonly Entry[], free: readonly Entry[]): KindUsage {
  const all = entries.filter((entry) => entry.kind === kind)
  const unused = free.filter((entry) => entry.kind === kind)
  return {
    kind,
    count: all.length,
    size: totalSize(all),
    active: all.length - unused.length,
    reclaimable: totalSize(unused),
  }
}
