import { OciPackError } from '../../core/errors.js'
import { hashed, Sha256 } from '../../core/hash.js'
import { readExtent } from '../../core/host/readExtent.js'
import { decompress } from '../../oci/compress/decompress.js'
import type { Layer } from '../../oci/image.js'
import type { TarHeader } from '../../oci/tar/entry.js'
import { readTar } from '../../oci/tar/read.js'
import { layerIndex } from '../../store/layers.js'
import type { Store } from '../../store/store.js'
import { unpackedTree } from '../../store/trees.js'
import { unpackedSize } from '../../store/treeSize.js'
import { encodeEntry } from './entries.js'
import { help } from './helper.js'
import type { Ids } from './ids.js'
import { type OverlayForm, overlayForm } from './overlayForm.js'
import { withOwner } from './owners.js'
import { encodeValue } from './wire.js'

/** The folder that holds a layer as overlayfs takes it; it is unpacked once and kept in the store, for these ids. @throws OciPackError `integrity`, `format`, `executor`, `io` */
export function unpackedLayer(store: Store, layer: Layer, ids: Ids): Promise<string> {
  return unpackedTree(store, ids.name, layer.diffId, async (folder) => {
    const index = await layerIndex(store, layer)
    await makeFiles(folder, entriesOf(layer, overlayForm(index, ids), ids), ids)
    return unpackedSize(index)
  })
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
    const message = `cannot unpack files for a RUN: ${error.message}`
    const beyondIds = /^chown .*Invalid argument/.test(error.message) && {
      hint: 'The image uses ids that your subordinate ids do not reach: enlarge your ranges in /etc/subuid and /etc/subgid.',
    }
    throw error.retold({ message, ...beyondIds })
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
async function* entriesOf(layer: Layer, { directories, files }: OverlayForm, ids: Ids): AsyncGenerator<Uint8Array> {
  const hash = new Sha256()
  for (const header of directories) yield entryBytes(withOwner(header, ids))
  let number = 0
  const plain = decompress(readExtent(await layer.locate(), layer.descriptor.size))
  for await (const entry of readTar(hashed(plain, hash))) {
    const header = files.get(number++)
    if (!header) continue
    yield entryBytes(withOwner(header, ids))
    if (header.type === 'file') yield* entry.body()
  }
  if (hash.digest() !== layer.diffId)
    throw new OciPackError('integrity', `layer ${layer.diffId} is damaged: its bytes have another digest`)
}

export function entryBytes(header: TarHeader): Uint8Array {
  return encodeValue(encodeEntry(header))
}
