import { type ByteString, textOfBytes } from '../../../core/bytes.js'
import { cleanPath, maxPath } from '../../tar/cleanPath.js'
import type { TarHeader } from '../../tar/entry.js'
import type { Hits } from '../finding.js'

/** Bytes that Linux lets the parts of a path have (NAME_MAX). */
const maxName = 255
const controls = /[\0-\x1f\x7f]/
const highBytes = /[\x80-\xff]/

/** What is to be said of an entry's name and of where it leads, whatever else the layer holds. */
export function checkNames({ path, type, linkPath }: TarHeader, hits: Hits): void {
  const shown = textOfBytes(path)
  const clean = cleanPath(path)
  if (clean === undefined) hits.add('entry-outside', shown)
  else if (path.startsWith('/')) hits.add('entry-absolute', shown)
  else if (hasDetour(path)) hits.add('entry-detour', shown)
  if (isTooLong(path) || linkPath.length > maxPath) hits.add('name-long', `${shown.slice(0, 60)}…`)
  for (const name of [path, linkPath]) {
    if (controls.test(name)) hits.add('name-control', shown)
    if (highBytes.test(name) && !isUtf8(name)) hits.add('name-encoding', shown)
  }
  if (type !== 'link') return
  const text = `${shown} -> ${textOfBytes(linkPath)}`
  if (cleanPath(linkPath) === undefined) hits.add('link-outside', text)
  else if (linkPath.startsWith('/')) hits.add('link-absolute', text)
}

function hasDetour(path: ByteString): boolean {
  return path.includes('..') && path.split('/').includes('..')
}

function isTooLong(path: ByteString): boolean {
  return path.length > maxName && (path.length > maxPath || path.split('/').some((part) => part.length > maxName))
}

function isUtf8(name: ByteString): boolean {
  return !textOfBytes(name).includes('\ufffd')
}
