import { createGunzip } from 'node:zlib'
import { through } from './through.js'

/** The plain bytes of one or more gzip members (RFC 1952), checksums verified. @throws Error for anything else, or behind them anything but zeros */
export function gunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  return through(source, createGunzip({ chunkSize: 1024 * 1024 }))
}
