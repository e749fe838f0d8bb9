import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Digest, digestOfHex, hexOf, isDigest } from '../core/digest.js'
import { OciPackError, systemError } from '../core/errors.js'
import { parseJson } from '../oci/manifest.js'
import { decodeIndex } from '../rootfs/indexCodec.js'
import { fileDigest } from './fileDigest.js'
import type { Entry } from './inventory.js'
import { sizeIn, sizeNote } from './treeSize.js'

/** What is wrong with something that a store keeps. */
export interface Fault {
  readonly message: string
  /** It leads nowhere, as what it was about was pruned: nothing is damaged, and nobody is misled. */
  readonly isStale?: boolean
}

/**
 * What is wrong with something in the store of a folder; undefined where nothing is, or it went away meanwhile. What a tool keeps in a cache mount is
 * not ours to judge. @param seen is told the bytes of each piece that was read of a blob @throws Error of the operating system
 */
export async function faultOf(dir: string, entry: Entry, seen: (bytes: number) => void): Promise<Fault | undefined> {
  try {
    return await faults[entry.kind](dir, entry, seen)
  } catch (error) {
    const { code, message } = systemError(error)
    if (code === 'ENOENT') return undefined
    if (error instanceof OciPackError || code === 'EIO') return { message }
    throw error
  }
}

type Examine = (dir: string, entry: Entry, seen: (bytes: number) => void) => Promise<Fault | undefined>

const faults: Record<Entry['kind'], Examine> = {
  blob: async (_dir, { name, path }, seen) => {
    if (!isDigest(`sha256:${name}`)) return { message: 'its name is no digest' }
    const found = await fileDigest(path, seen)
    return found === digestOfHex(name) ? undefined : { message: `its bytes have the digest ${found}` }
  },

  index: async (dir, { name, path }) => {
    const { diffId, size } = decodeIndex(await readFile(path))
    if (hexOf(diffId) !== name) return { message: `it is of the layer ${diffId}` }
    const plain = await sizeOf(dir, diffId)
    if (plain === undefined || plain === size) return undefined
    return { message: `it is of a layer of ${size} bytes, where the layer has ${plain}` }
  },

  record: async (dir, { path }) => {
    const record = parseJson(await readFile(path), 'it')
    if (typeof record !== 'object' || record === null) return { message: 'it is no JSON object' }
    const digests = Object.values(record)
      .filter((value): value is string => typeof value === 'string')
      .filter(isDigest)
    const sizes = await Promise.all(digests.map((digest) => sizeOf(dir, digest)))
    const missing = digests.find((_, i) => sizes[i] === undefined)
    if (missing !== undefined) return { message: `it is of ${missing}, which is not there`, isStale: true }
    const said: unknown = 'size' in record ? record.size : undefined
    const [size] = sizes
    if (typeof said !== 'number' || size === undefined || said === size) return undefined
    return { message: `it tells ${said} bytes of a blob of ${size}` }
  },

  unpacked: async (_dir, { path }) => {
    if (!(await stat(join(path, 'tree')).catch(() => undefined))?.isDirectory()) return { message: 'it has no files' }
    const note = await readFile(sizeNote(path), 'latin1').catch(() => '')
    return sizeIn(note) === undefined ? { message: 'the note of its size is damaged' } : undefined
  },

  mount: () => Promise.resolve(undefined),
}

async function sizeOf(dir: string, digest: Digest): Promise<number | undefined> {
  try {
    return (await stat(join(dir, 'blobs/sha256', hexOf(digest)))).size
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return undefined
    throw error
  }
}
