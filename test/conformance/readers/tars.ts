import { encodeHeader } from '../../../src/oci/tar/header.js'
import { type TarHeader, tarHeader } from '../../../src/oci/tar/entry.js'
import { type TarItem, tarItem, writeTar } from '../../support/tarItems.js'

/** A layer of one folder and what is given, which the codec of the tests can write. */
export function layer(...items: readonly (Partial<TarItem> & Pick<TarItem, 'name'>)[]): Buffer {
  return writeTar(items.map(tarItem))
}

/** A layer of empty files whose headers need more than that codec can do. */
export function layerOfHeaders(...headers: readonly (Partial<TarHeader> & Pick<TarHeader, 'path'>)[]): Buffer {
  const blocks = headers.map(({ path, ...more }) => encodeHeader(tarHeader(path, { mode: 0o644, ...more })))
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}

/** A tar whose first header has been changed, with a checksum that is right again. */
export function changed(tar: Buffer, change: (header: Buffer) => void): Buffer {
  const copy = Buffer.from(tar)
  const header = copy.subarray(0, 512)
  change(header)
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return copy
}
