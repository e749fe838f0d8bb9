import { Option } from 'commander'
import { OciPackError } from '../../core/errors.js'
import type { Compression } from '../../store/compressLayer.js'

/** The greatest level of each way to compress; none where there is nothing to choose. */
const levels: Readonly<Record<Compression['type'], number>> = { gzip: 9, zstd: 22, uncompressed: 0 }

/** Reads `gzip`, `zstd` or `uncompressed`, with `:LEVEL` where that is chosen. @throws OciPackError `usage` */
export function parseCompression(text: string): Compression {
  const [word = '', level, ...more] = text.split(':')
  const type = (Object.keys(levels) as Compression['type'][]).find((name) => name === word)
  if (!type || more.length > 0) throw refuse(text, 'it is no way to compress that is known')
  if (level === undefined) return { type }
  const value = /^\d{1,2}$/.test(level) ? Number(level) : NaN
  if (value >= 1 && value <= levels[type]) return { type, level: value }
  throw refuse(text, type === 'uncompressed' ? 'it has no level' : `its level is 1 to ${levels[type]}`)
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
