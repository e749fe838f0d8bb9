import { Option } from 'commander'
import { OciPackError } from '../../core/errors.js'
import type { Compression } from '../../store/compressLayer.js'

type Type = Compression['type']

/** The greatest level of each way to compress; none where there is nothing to choose. */
const highest: Readonly<Record<Type, number>> = { gzip: 9, zstd: 22, uncompressed: 0 }

/** The ways in which layers are stored, by their names. */
export const compressionTypes: readonly string[] = Object.keys(highest)

export function isCompressionType(text: string): text is Type {
  return compressionTypes.includes(text)
}

/** A level of a way to compress, from 1 on; undefined where there is no such level. */
export function parseLevel(type: Type, text: string): number | undefined {
  const level = /^\d{1,2}$/.test(text) ? Number(text) : 0
  return level >= 1 && level <= highest[type] ? level : undefined
}

/** What to write in place of a level that there is not. */
export function levelHint(type: Type): string {
  return highest[type] === 0 ? 'Leave it out.' : `Write a number from 1, fastest, to ${highest[type]}, smallest.`
}

/** Reads `gzip`, `zstd` or `uncompressed`, with `:LEVEL` where that is chosen. @throws OciPackError `usage` */
export function parseCompression(text: string): Compression {
  const [type = '', written, ...more] = text.split(':')
  if (!isCompressionType(type) || more.length > 0) throw refuse(text, 'it is no way to compress that is known')
  if (written === undefined) return { type }
  const level = parseLevel(type, written)
  if (level !== undefined) return { type, level }
  throw refuse(text, type === 'uncompressed' ? 'it has no level' : `its level is 1 to ${highest[type]}`)
}

/** How layers are stored where an image goes. */
export function compressionFlag(): Option {
  return new Option('--compression <type[:level]>', 'store layers as gzip, zstd or uncompressed').argParser(
    parseCompression,
  )
}

function refuse(text: string, why: string): OciPackError {
  return new OciPackError('usage', `--compression ${JSON.stringify(text)}: ${why}`, {
    hint: 'Write gzip, gzip:9, zstd, zstd:3 or uncompressed.',
  })
}
