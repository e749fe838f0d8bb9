import { hash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type ByteString, compareBytes } from '../../core/bytes.js'
import { type Digest, hexOf } from '../../core/digest.js'
import { Sha256 } from '../../core/hash.js'
import type { Layer } from '../../oci/image.js'
import type { ContentReader } from '../../rootfs/contentReader.js'
import type { IndexEntry, LayerIndex } from '../../rootfs/layerIndex.js'
import type { Store } from '../../store/store.js'

const kind = 'files'

/** The files of a layer, by their paths: what each is, its mode and owner, and the beginning of its content's digest. */
export type LayerFiles = ReadonlyMap<ByteString, string>

/** Files of a layer that is told of: of more, nothing is kept. */
const most = 200_000
/** Hex digits that are kept of a digest: two files of one build are not the same in them by chance. */
const digits = 16
/** Bytes of a list, inflated. */
const longest = 256 << 20
const wholeFile = 1 << 20
/** Files that are read at a stretch. */
const pause = 100
/** The layers that are known to be kept. */
const told = new WeakSet<Layer>()

/** Keeps what files a layer has, unless that is known: it goes on being known when the layer is gone. @throws OciPackError `io` */
export async function rememberFiles(
  store: Store,
  layer: Layer,
  index: LayerIndex,
  reader: ContentReader,
): Promise<void> {
  if (told.has(layer) || index.entries.length > most) return
  told.add(layer)
  const key = hexOf(layer.diffId)
  if ((await store.readRecord(kind, key)) !== undefined) return
  const lines: string[] = []
  for (const entry of index.entries) {
    // Who shows what the program prints has its turn in between.
    if (lines.length % pause === pause - 1) await setImmediate()
    lines.push(`${await described(entry, layer, reader)}\t${entry.header.path}`)
  }
  const list = gzipSync(Buffer.from(lines.join('\0'), 'latin1'), { level: 1 })
  await store.writeRecord(kind, key, { list: list.toString('base64') })
}

async function described({ header, offset, sparse }: IndexEntry, layer: Layer, reader: ContentReader): Promise<string> {
  const { type, mode, uid, gid, size, linkPath } = header
  const attributes = `${type} ${mode.toString(8)} ${uid}:${gid}`
  if (type !== 'file')
    return linkPath === '' ? attributes : `${attributes} ${Buffer.from(linkPath, 'latin1').toString('base64url')}`
  const content = { from: 'layer', layer, offset, ...(sparse && { sparse }) } as const
  if (size <= wholeFile) {
    const bytes = await reader.bytes(content, size, wholeFile, 'a file of a layer')
    return `${attributes} ${hash('sha256', bytes).slice(0, digits)}`
  }
  const running = new Sha256()
  for await (const bytes of reader.stream(content, size)) running.update(bytes)
  return `${attributes} ${hexOf(running.digest()).slice(0, digits)}`
}

/** What is kept of a layer's files; undefined where nothing is. @throws OciPackError `io` */
export async function readFiles(store: Store, diffId: Digest): Promise<LayerFiles | undefined> {
  const record = await store.readRecord(kind, hexOf(diffId))
  if (typeof record !== 'object' || record === null || !('list' in record) || typeof record.list !== 'string')
    return undefined
  try {
    const list = gunzipSync(Buffer.from(record.list, 'base64'), { maxOutputLength: longest }).toString('latin1')
    const lines = list === '' ? [] : list.split('\0')
    return new Map(lines.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, line.indexOf('\t'))]))
  } catch {
    return undefined
  }
}

/** A file of a layer that is another than it was. */
export interface FileChange {
  readonly path: ByteString
  /** What is kept of it; undefined where it was not, or is no more. */
  readonly before?: string
  readonly now?: string
}

/** What became of a layer's files, by path. */
export function fileChanges(before: LayerFiles, now: LayerFiles): FileChange[] {
  return [...new Set([...before.keys(), ...now.keys()])].sort(compareBytes).flatMap((path): FileChange[] => {
    const [was, is] = [before.get(path), now.get(path)]
    if (was === is) return []
    return [{ path, ...(was !== undefined && { before: was }), ...(is !== undefined && { now: is }) }]
  })
}
