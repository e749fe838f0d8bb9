import { mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hexOf } from '../../core/digest.js'
import { OciPackError, systemError } from '../../core/errors.js'
import { hashed, Sha256 } from '../../core/hash.js'
import { readExtent } from '../../core/host/readExtent.js'
import { decompress } from '../../oci/compress/decompress.js'
import type { Layer } from '../../oci/image.js'
import type { TarHeader } from '../../oci/tar/entry.js'
import { readTar } from '../../oci/tar/read.js'
import { layerIndex } from '../../store/layers.js'
import { Shared } from '../../store/shared.js'
import type { Store } from '../../store/store.js'
import { encodeEntry } from './entries.js'
import { help } from './helper.js'
import type { Ids } from './ids.js'
import { type OverlayForm, overlayForm } from './overlayForm.js'
import { encodeValue } from './wire.js'

const unpacking = new Shared<string>()

/**
 * The folder that holds a layer as overlayfs takes it; it is unpacked once and kept in the store, for these ids. Processes that unpack
 * the same layer at once do not disturb each other. @throws OciPackError `integrity`, `format`, `executor`, `io`
 */
export async function unpackedLayer(store: Store, layer: Layer, ids: Ids): Promise<string> {
  const place = join(store.dir, 'unpacked', ids.name, hexOf(layer.diffId))
  if (!(await exists(place))) await unpacking.get(place, () => unpack(store, layer, ids, place))
  return join(place, 'tree')
}

async function unpack(store: Store, layer: Layer, ids: Ids, place: string): Promise<string> {
  const folder = await store.temporaryFolder()
  const holder = join(folder.path, 'layer')
  try {
    // The holder is the user's own, so that it can be renamed whatever ids the layer gives its root.
    await mkdir(holder)
    const form = overlayForm(await layerIndex(store, layer), ids)
    await makeFiles(join(holder, 'tree'), entriesOf(layer, form), ids)
    await mkdir(join(place, '..'), { recursive: true })
    await rename(holder, place).catch((error: unknown) => {
      const { code } = systemError(error)
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
    })
    return place
  } finally {
    await folder.remove()
  }
}

/** Makes the files that encoded entries, each followed by its content, tell of. @throws OciPackError `executor` */
export async function makeFiles(
  folder: string,
  entries: AsyncIterable<Uint8Array>,
  ids: Ids,
  apart = false,
): Promise<void> {
  const job = { job: 'unpack', own: ids.kind !== 'single', folder: Buffer.from(folder), apart }
  try {
    await help(ids, job, { input: ended(entries) })
  } catch (error) {
    if (!(error instanceof OciPackError) || error.code !== 'executor') throw error
    const hint = /^chown .*Invalid argument/.test(error.message)
      ? 'The image uses ids that your subordinate ids do not reach: enlarge your ranges in /etc/subuid and /etc/subgid.'
      : error.hint
    throw new OciPackError('executor', `cannot unpack files for a RUN: ${error.message}`, { hint, cause: error })
  }
}

/** Removes a folder whose files may belong to ids that only those inside have. @throws OciPackError `executor` */
export async function removeTree(folder: string, ids: Ids): Promise<void> {
  await help(ids, { job: 'remove', folder: Buffer.from(folder) })
}

/** Few chunks are sent faster than many. */
async function* ended(entries: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let small: Uint8Array[] = []
  let size = 0
  for await (const chunk of entries) {
    small.push(chunk)
    size += chunk.byteLength
    if (size < 1 << 18) continue
    yield Buffer.concat(small)
    small = []
    size = 0
  }
  yield Buffer.concat([...small, encodeValue('')])
}

/** A layer's files in overlay form, made while the stored bytes are read and checked. */
async function* entriesOf(layer: Layer, { directories, files }: OverlayForm): AsyncGenerator<Uint8Array> {
  const hash = new Sha256()
  for (const header of directories) yield entryBytes(header)
  let number = 0
  const plain = decompress(readExtent(await layer.locate(), layer.descriptor.size))
  for await (const entry of readTar(hashed(plain, hash))) {
    const header = files.get(number++)
    if (!header) continue
    yield entryBytes(header)
    if (header.type === 'file') yield* entry.body()
  }
  if (hash.digest() !== layer.diffId)
    throw new OciPackError('integrity', `layer ${layer.diffId} is damaged: its bytes have another digest`)
}

export function entryBytes(header: TarHeader): Uint8Array {
  return encodeValue(encodeEntry(header))
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
