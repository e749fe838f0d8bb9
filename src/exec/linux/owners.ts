import type { TarHeader } from '../../oci/tar/entry.js'
import type { Ids } from './ids.js'

/** The attribute by which a file keeps its owner where it cannot have him (see owners.pl). */
const attribute = 'user.oci-pack.owner'

interface Owner {
  readonly uid: number
  readonly gid: number
}

/** A file as it is unpacked: where there is one id for all, it carries its owner along. */
export function withOwner(header: TarHeader, { kind }: Ids): TarHeader {
  const { type, uid, gid, xattrs } = header
  if (kind !== 'single' || (uid === 0 && gid === 0) || (type !== 'file' && type !== 'directory')) return header
  return { ...header, xattrs: new Map([...xattrs, [attribute, Buffer.from(`${uid}:${gid}`)]]) }
}

/** The owner that a file carries, or undefined. */
export function carriedOwner({ xattrs }: TarHeader): Owner | undefined {
  const value = xattrs.get(attribute)
  const [, uid, gid] = /^(\d{1,10}):(\d{1,10})$/.exec(value ? Buffer.from(value).toString('latin1') : '') ?? []
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) }
}

/** Whether an attribute is no file's own. */
export function isOwnerAttribute(name: string): boolean {
  return name === attribute
}
