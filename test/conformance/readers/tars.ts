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

/** A layer with a file of 1 MiB of which 7 bytes are stored (GNU tar, "PAX Format, Version 1.0" of sparse files). */
export function sparseFile(name: string): Buffer {
  const record = (text: string): string => `${text.length + 4} ${text}\n`
  const records = ['GNU.sparse.major=1', 'GNU.sparse.minor=0', `GNU.sparse.name=${name}`, 'GNU.sparse.realsize=1048576']
  const pax = tarItem({ name: 'pax', body: Buffer.from(records.map(record).join('')) })
  const map = Buffer.alloc(512)
  map.write('1\n1000\n7\n')
  const header = changed(writeTar([pax]), (block) => {
    block.write('x', 156, 'latin1')
  })
  return Buffer.concat([header.subarray(0, 1024), layer({ name, body: Buffer.concat([map, Buffer.from('content')]) })])
}
