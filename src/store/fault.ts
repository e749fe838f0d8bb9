import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Digest, digestOfHex, hexOf, isDigest } from '../core/digest.js'
import { OciPackError, systemError } from '../core/errors.js'
import { parseJson } from '../oci/manifest.js'
import { decodeIndex } from '../rootfs/indexCodec.js'
import { fileDigest } from './fileDigest.js'
import type { Entry } from './inventory.js'

/** What is wrong with something that a store keeps. */
export interface Fault {
  readonly message: string
  /** It leads nowhere, as what it was about was pruned: nothing is damaged, and nobody is misled. */
  readonly isStale?: boolean
}

/** A store that is looked through. */
export interface Examined {
  /** Its folder. */
  readonly dir: string
  /** The names of blobs that have turned out to be damaged: nothing else is measured by them. */
  readonly damaged: ReadonlySet<string>
  /** Told the bytes of each piece that was read of a blob. */
  readonly seen: (bytes: number) => void
}

/**
 * What is wrong with something in a store; undefined where nothing is, or it went away meanwhile. What a tool keeps in a cache mount is
 * not ours to judge. @throws Error of the operating system, and what `seen` throws
 */
export async function faultOf(store: Examined, entry: Entry): Promise<Fault | undefined> {
  try {
    return await faults[entry.kind](store, entry)
  } catch (error) {
    const { code, message } = systemError(error)
    if (code === 'ENOENT') return undefined
    if (error instanceof OciPackError || code === 'EIO') return { message }
    throw error
  }
}

type Examine = (store: Examined, entry: Entry) => Promise<Fault | undefined>

const faults: Record<Entry['kind'], Examine> = {
  blob: async ({ seen }, { name, path }) => {
    if (!isDigest(`sha256:${name}`)) return { message: 'its name is no digest' }
    const found = await fileDigest(path, seen)
    return found === digestOfHex(name) ? undefined : { message: `its bytes have the digest ${found}` }
  },

  index: async (store, { name, path }) => {
    const { diffId, size } = decodeIndex(await readFile(path))
    if (hexOf(diffId) !== name) return { message: `it is of the layer ${diffId}` }
    const plain = await sizeOf(store, diffId)
    if (plain === undefined || plain === size) return undefined
    return { message: `it is of a layer of ${size} bytes, where the layer has ${plain}` }
  },

  record: async (store, { path }) => {
    const record = parseJson(await readFile(path), 'it')
    if (typeof record !== 'object' || record === null) return { message: 'it is no JSON object' }
    const digests = Object.values(record)
      .filter((value): value is string => typeof value === 'string')
      .filter(isDigest)
    const sizes = await Promise.all(digests.map((digest) => sizeOf(store, digest)))
    const missing = digests.find((_, i) => sizes[i] === undefined)
    if (missing !== undefined) return { message: `it is of ${missing}, which is not there as a whole`, isStale: true }
    const said: unknown = 'size' in record ? record.size : undefined
    const [size] = sizes
    if (typeof said !== 'number' || size === undefined || said === size) return undefined
    return { message: `it tells ${said} bytes of a blob of ${size}` }
  },

  unpacked: async (_store, { path }) => {
    const tree = await stat(join(path, 'tree')).catch(() => undefined)
    return tree?.isDirectory() ? undefined : { message: 'it has no files' }
  },

  mount: () => Promise.resolve(undefined),
}

async function sizeOf({ dir, damaged }: Examined, digest: Digest): Promise<number | undefined> {
  if (damaged.has(hexOf(digest))) return undefined
  try {
    return (await stat(join(dir, 'blobs/sha256', hexOf(digest)))).size
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return undefined
    throw error
  }
}
