import type { ByteString } from '../../../core/bytes.js'
import { emptyDirectory, type Directory, type Node } from '../../../rootfs/node.js'
import { walk } from '../../../rootfs/tree.js'
import { type FileSystem, parentPath, show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Applet } from './applet.js'
import { Copier, isWithin } from './copy.js'
import { existingEntry, entryOf, lastName, placement, refuseWorkingDirectory } from './names.js'
import { parseArguments, utilities } from './options.js'

/** mv [-f] [-n] [-T] [-t DIRECTORY] SOURCE... [DESTINATION] */
export const mv: Applet = (call) => {
  const { files } = call
  const family = utilities(call)
  const parsed = parseArguments(call, {
    letters: 'fnTt:',
    long: { force: 'f', 'no-clobber': 'n', 'no-target-directory': 'T', 'target-directory': 't' },
  })
  const { sources, destination, into } = placement(files, {
    operands: parsed.operands,
    directory: parsed.value('t'),
    asName: parsed.has('T'),
    follow: true,
  })
  const made = new Set<ByteString>()
  for (const source of sources) {
    const from = existingEntry(files, source)
    const to = targetOf(files, into ? `${destination}/${lastName(source)}` : destination, from.node)
    if (to.node && (parsed.has('n') || to.node.type === 'directory' || from.node.type === 'directory'))
      throw new NotUnderstood(`mv to ${show(to.path)}, which exists`)
    if (to.node === from.node || isWithin(to.path, from.path) || made.has(to.path))
      throw new NotUnderstood(`mv of ${show(source)} to itself, or over what was just moved`)
    refuseWorkingDirectory(files, from.path)
    made.add(to.path)
    if (from.node.type !== 'directory' || files.isOwn(from.node)) files.rename(from.path, to.path)
    else if (family === 'busybox') copyAndRemove(files, from.path, to.path)
    else moveBelow(files, from.path, to.path)
  }
  return 0
}

function targetOf(files: FileSystem, word: ByteString, node: Node): { path: ByteString; node: Node | undefined } {
  if (word.endsWith('/') && node.type !== 'directory') throw new NotUnderstood(`${show(word)} is no directory`)
  return entryOf(files, word)
}

/**
 * overlayfs does not rename a directory that lies in a layer below. coreutils then makes a new one, renames what it can below it, and
 * gives the new one the attributes of the old.
 */
function moveBelow(files: FileSystem, from: ByteString, to: ByteString): void {
  const node = files.at(from)
  if (node.type !== 'directory') return files.rename(from, to)
  const parent = files.lookUp(`/${parentPath(to)}`, false).node
  if (((parent?.mode ?? 0) & 0o2000) !== 0)
    throw new NotUnderstood(`mv of a directory to ${show(to)}, whose parent hands its group on`)
  refuseWhatIsNotKept(node)
  const { mode, uid, gid, mtime, mtimeNsec } = node
  files.create(to, emptyDirectory(files.attributes(0o700)))
  for (const name of [...node.children.keys()]) moveBelow(files, `${from}/${name}`, `${to}/${name}`)
  files.remove(from)
  files.replace(to, { ...files.at(to), mode, uid, gid, mtime, mtimeNsec })
}

/** What busybox does there. */
function copyAndRemove(files: FileSystem, from: ByteString, to: ByteString): void {
  const copier = new Copier(files, {
    family: 'busybox',
    recursive: true,
    preserve: true,
    keepLinks: true,
    followNamed: false,
    followMet: false,
    noClobber: false,
  })
  copier.copy(`/${from}`, `/${to}`)
  files.remove(from)
}

/** Hard links are broken by a copy from a layer below, in an order that nobody promises; attributes of directories may hold for their own. */
function refuseWhatIsNotKept(directory: Directory): void {
  if (directory.xattrs.size > 0) throw new NotUnderstood('mv of a directory with extended attributes')
  const seen = new Set<Node>()
  for (const { path, node } of walk(directory)) {
    if (seen.has(node)) throw new NotUnderstood(`mv of the hard link ${show(path)} in a directory of a layer below`)
    seen.add(node)
  }
}
