import type { ByteString } from '../../core/bytes.js'

/** Bytes that Linux lets a path have (PATH_MAX, without the NUL behind it): what has a longer one is never unpacked. */
export const maxPath = 4095

/** A part that a clean path does not have: an empty one, `.` or `..`. */
const unclean = /(?:^|\/)\.{0,2}(?:\/|$)/

/** A tar entry's name as a path below the root, what is in it of `..` undone; undefined for one that leaves the root. */
export function cleanPath(name: ByteString): ByteString | undefined {
  if (!unclean.test(name)) return name
  const parts: ByteString[] = []
  for (const part of name.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined
    if (part !== '' && part !== '.' && part !== '..') parts.push(part)
  }
  return parts.join('/')
}
