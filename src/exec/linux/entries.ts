import { OciPackError } from '../../core/errors.js'
import { type TarHeader, tarHeader } from '../../oci/tar/entry.js'
import { cleanPath } from '../../oci/tar/cleanPath.js'
import { noXattrs } from '../../rootfs/node.js'
import { decodeList, type Value } from './wire.js'

/** A file as files.pl takes it: type, path, mode, uid, gid, mtime, nanoseconds, size, link, device numbers, extended attributes. */
export function encodeEntry(header: TarHeader): Value {
  const { type, path, mode, uid, gid, mtime, mtimeNsec, size, linkPath, devMajor, devMinor, xattrs } = header
  return [type, path, mode, uid, gid, mtime, mtimeNsec, size, linkPath, devMajor, devMinor, ...[...xattrs].flat()]
}

/** What is not there any more. */
export function encodeWhiteout(path: string): Value {
  return ['whiteout', path, 0, 0, 0, 0, 0, 0, '', 0, 0]
}

/** A file as the helper tells it; where nothing is any more, its type is `whiteout`. */
export type ToldEntry = { readonly type: 'whiteout'; readonly path: string } | TarHeader

const types = ['file', 'directory', 'symlink', 'link', 'character', 'block', 'fifo'] as const

/** @throws OciPackError `executor` for what is no entry */
export function decodeEntry(payload: Buffer): ToldEntry {
  const fields = decodeList(payload)
  const text = (i: number): string => (fields[i] ?? Buffer.alloc(0)).toString('latin1')
  const path = inside(text(1))
  if (text(0) === 'whiteout') return { type: 'whiteout', path }
  const type = types.find((name) => name === text(0))
  if (type === undefined) throw new OciPackError('executor', `the helper told of a file of the type ${text(0)}`)
  const xattrs = new Map<string, Uint8Array>()
  for (let i = 11; i + 1 < fields.length; i += 2) xattrs.set(text(i), Buffer.from(fields[i + 1] ?? []))
  return tarHeader(path, {
    type,
    mode: Number(text(2)),
    uid: Number(text(3)),
    gid: Number(text(4)),
    mtime: Number(text(5)),
    mtimeNsec: Number(text(6)),
    size: Number(text(7)),
    linkPath: type === 'link' ? inside(text(8)) : text(8),
    devMajor: Number(text(9)),
    devMinor: Number(text(10)),
    xattrs: xattrs.size > 0 ? xattrs : noXattrs,
  })
}

function inside(name: string): string {
  const path = cleanPath(name)
  if (path === undefined) throw new OciPackError('executor', `the helper named a file ${JSON.stringify(name)}`)
  return path
}
