import type { ByteString } from '../../../../core/bytes.js'
import { type FileSystem, parentPath, show } from '../../fileSystem.js'
import { NotUnderstood } from '../../notUnderstood.js'
import { setOwner } from '../chown.js'

/** Whom a home is for, and its mode. */
export interface HomeOptions {
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

/** Makes a home directory and, 0755 of root, what is missing above it. Returns its clean path. */
export function makeHome(files: FileSystem, home: ByteString, { uid, gid, mode }: HomeOptions): ByteString {
  const { path, node } = files.lookUp(home, true)
  if (node || !/^(?:\/[\w.+-]+)+\/?$/.test(home) || home.includes('/..') || path !== home.replace(/^\/|\/$/g, ''))
    throw new NotUnderstood(`the home ${show(home)}`)
  const missing: ByteString[] = []
  for (let at = path; at !== '' && !files.lookUp(`/${at}`, true).node; at = parentPath(at)) missing.unshift(at)
  for (const at of missing) {
    files.create(at, files.newDirectory())
    files.replace(at, { ...files.at(at), uid: 0, gid: 0, mode: 0o755 })
  }
  files.replace(path, { ...files.at(path), uid, gid, mode })
  return path
}

/**
 * Copies the files of a skeleton directory to a home, to belong to its user.
 * @param keepTimes whether the copies keep the times of the files
 */
export function copySkeleton(
  files: FileSystem,
  skeleton: ByteString,
  home: ByteString,
  { uid, gid }: { readonly uid: number; readonly gid: number },
  keepTimes: boolean,
): void {
  const { node } = files.lookUp(skeleton, true)
  if (!node) return
  if (node.type !== 'directory') throw new NotUnderstood(`${show(skeleton)} is no directory`)
  for (const [name, child] of node.children) {
    if (child.type !== 'file' || child.xattrs.size > 0 || (child.mode & 0o6000) !== 0)
      throw new NotUnderstood(`${show(name)} in ${show(skeleton)}, which is no plain file`)
    const path = `${home}/${name}`
    const { mode, size, content, mtime, mtimeNsec } = child
    files.create(path, { ...files.newFile(new Uint8Array()), size, content })
    setOwner(files, path, { uid, gid })
    files.replace(path, { ...files.at(path), mode, ...(keepTimes ? { mtime, mtimeNsec } : {}) })
  }
}
