import { OciPackError } from '../../core/errors.js'
import type { ReadInto } from '../../rootfs/contentReader.js'

/** A database file that is read at any place. */
export interface DatabaseFile {
  readonly read: ReadInto
  /** Bytes of the file. */
  readonly size: number
}

/** As many bytes as one package's header may have; the largest that are known have a fiftieth of it. */
export const maxHeader = 64 << 20

/** A part of a database. @throws OciPackError `format` where the file ends before it */
export function part({ read, size }: DatabaseFile, offset: number, length: number): Buffer {
  if (offset < 0 || length < 0 || offset + length > size) throw broken('it ends in the midst of a record')
  const bytes = Buffer.alloc(length)
  read(bytes, offset)
  return bytes
}

export function broken(why: string): OciPackError {
  return new OciPackError('format', `the package database cannot be read: ${why}`)
}
