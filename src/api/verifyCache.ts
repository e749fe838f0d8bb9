import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Emit } from '../core/events.js'
import { totalSize } from '../store/choose.js'
import type { Entry } from '../store/inventory.js'
import { verifyStore } from '../store/verify.js'
import { asStep } from './asStep.js'
import { removeTree } from './removeTree.js'
import { storeDir, type StoreLocation } from './withStore.js'

/** How a store is looked through. */
export interface VerifyCacheOptions extends StoreLocation {
  /** Remove what is wrong: it is fetched or made anew when it is needed. */
  readonly fix?: boolean | undefined
  readonly onEvent?: Emit | undefined
  readonly signal?: AbortSignal | undefined
}

/** Something in the store that is not what it should be. */
export interface CacheFault {
  readonly kind: Entry['kind']
  readonly name: string
  readonly message: string
  /** It was removed. */
  readonly mended: boolean
}

/** What `oci-pack cache verify` found. */
export interface CacheVerification {
  readonly dir: string
  /** How many things there are of each kind that is there. */
  readonly checked: Readonly<Partial<Record<Entry['kind'], number>>>
  /** Bytes of all that was looked at. */
  readonly size: number
  readonly faults: readonly CacheFault[]
  /** What leads nowhere, because what it was about is gone. It misleads nobody and goes with the next pruning, or with `fix`. */
  readonly stale: readonly CacheFault[]
  /** Whether all images that index.json lists, by which others read the store as an OCI layout, are whole. */
  readonly layout: 'true' | 'false' | 'mended'
  /** Whether nothing is damaged, or was and is not any more. */
  readonly ok: boolean
}

/**
 * Reads all that the store keeps and compares it with what is said of it: the digest of each blob, what is told of each layer, what
 * each record is about. Builds may run meanwhile. @throws OciPackError `aborted`, `io`
 */
export async function verifyCache(options: VerifyCacheOptions = {}): Promise<CacheVerification> {
  const { fix = false, onEvent: emit = () => undefined, signal } = options
  const dir = resolve(storeDir(options))
  if (!existsSync(dir)) return { dir, checked: {}, size: 0, faults: [], stale: [], layout: 'true', ok: true }
  const id = 'verify'
  const onProgress = (done: number, total: number): void => emit({ type: 'progress', id, name: 'blobs', done, total })
  const {
    checked,
    faults: found,
    layout,
  } = await asStep(emit, id, `verify ${dir}`, () => verifyStore(dir, { fix, removeTree, signal, onProgress }))
  const shown = (isStale: boolean): CacheFault[] =>
    found
      .filter((fault) => (fault.isStale ?? false) === isStale)
      .map(({ entry: { kind, name }, message, isMended: mended }) => ({ kind, name, message, mended }))
  const faults = shown(false)
  const ok = faults.every(({ mended }) => mended) && layout !== 'false'
  return { dir, checked: countsOf(checked), size: totalSize(checked), faults, stale: shown(true), layout, ok }
}

function countsOf(entries: readonly Entry[]): Partial<Record<Entry['kind'], number>> {
  const counts: Partial<Record<Entry['kind'], number>> = {}
  for (const { kind } of entries) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
