import { textOfBytes } from '../../../core/bytes.js'
import type { TarHeader } from '../../tar/entry.js'
import type { Hits } from '../finding.js'

/** The id that `chown` takes for "leave it as it is"; what is above does not fit. */
const noId = 2 ** 32 - 1
/** As many ids as an ordinary user has, if any, to give to files. */
const subordinateIds = 65536
/** `nobody` of some systems is the last of the 16-bit ids, and fits. */
const latestTime = 2 ** 32

/** What is to be said of an entry's type, rights, owner, time and extended attributes. */
export function checkAttributes(header: TarHeader, isSparse: boolean, hits: Hits): void {
  const { path, type, mode, uid, gid, mtime } = header
  const shown = (more: string): string => `${textOfBytes(path)} (${more})`
  if (type === 'character' || type === 'block')
    hits.add('file-device', shown(`${type} device ${header.devMajor}:${header.devMinor}`))
  if (type === 'fifo') hits.add('file-fifo', textOfBytes(path))
  if (isSparse) hits.add('file-sparse', textOfBytes(path))
  checkMode(header, hits, shown(octal(mode)))
  if (uid >= noId || gid >= noId) hits.add('owner-large', shown(`${uid}:${gid}`))
  else if (uid >= subordinateIds || gid >= subordinateIds) hits.add('owner-unusual', shown(`${uid}:${gid}`))
  if (mtime < 0 || mtime >= latestTime) hits.add('time-odd', shown(`${mtime} seconds since 1970`))
  for (const name of header.xattrs.keys()) checkAttribute(textOfBytes(name), hits, shown(textOfBytes(name)))
}

function checkMode({ type, mode }: TarHeader, hits: Hits, shown: string): void {
  if (type === 'file' && mode & 0o6000 && mode & 0o111) hits.add('mode-setuid', shown)
  const isSticky = type === 'directory' && mode & 0o1000
  if ((type === 'file' || type === 'directory') && mode & 0o002 && !isSticky) hits.add('mode-open', shown)
}

function checkAttribute(name: string, hits: Hits, shown: string): void {
  if (name === 'security.capability') hits.add('file-capability', shown)
  else if (!/^(user|security|system|trusted)\../.test(name)) hits.add('attribute-unknown', shown)
  else if (!name.startsWith('user.')) hits.add('attribute-unusual', shown)
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}
