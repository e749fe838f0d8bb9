import { readExtent } from '../../core/host/readExtent.js'
import { type Compression, sniff } from '../../oci/compress/sniff.js'
import type { Descriptor } from '../../oci/descriptor.js'
import type { Layer } from '../../oci/image.js'

/** How a layer is stored. */
export interface Storage {
  readonly digest: Descriptor['digest']
  readonly mediaType: string
  readonly size: number
  readonly compression: Compression
  /** What a gzip header tells of who wrote it (RFC 1952): time, system, level, name. */
  readonly gzip?: string
}

/**
 * How a layer is stored: by its first bytes, or, where it would have to be fetched for it, by its media type. @throws OciPackError `io`, `integrity`
 */
export async function storageOf(layer: Layer, remote: boolean): Promise<Storage> {
  const { digest, mediaType, size } = layer.descriptor
  const told = { digest, mediaType, size }
  if (remote) return { ...told, compression: toldCompression(mediaType) }
  const start = await firstBytes(layer)
  const compression = sniff(start)
  return { ...told, compression, ...(compression === 'gzip' && { gzip: gzipHeader(start) }) }
}

/** OCI's media types end in `+gzip`, Docker's in `.gzip`. */
function toldCompression(mediaType: string): Compression {
  const [, told] = /[+.](gzip|zstd)$/.exec(mediaType) ?? []
  return told === 'gzip' || told === 'zstd' ? told : 'none'
}

const headerSize = 512

async function firstBytes(layer: Layer): Promise<Buffer> {
  for await (const bytes of readExtent(await layer.locate(), Math.min(headerSize, layer.descriptor.size)))
    return Buffer.from(bytes)
  return Buffer.alloc(0)
}

/** RFC 1952, "Member header and trailer": XFL tells of the slowest and the fastest level. */
function gzipHeader(bytes: Buffer): string {
  const [flags = 0, extra = 0, system = 0] = [bytes[3], bytes[8], bytes[9]]
  const level = extra === 2 ? 'best level' : extra === 4 ? 'fastest level' : 'level not told'
  const time = bytes.length < 10 ? 0 : bytes.readUInt32LE(4)
  const named = (flags & 8) !== 0 && (flags & 4) === 0
  const name = named ? `, named ${JSON.stringify(bytes.toString('latin1', 10, bytes.indexOf(0, 10)))}` : ''
  return `${level}, ${time === 0 ? 'no time' : `time ${time}`}, system ${system}${name}`
}
