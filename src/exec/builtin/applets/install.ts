import type { ByteString } from '../../../core/bytes.js'
import type { Node } from '../../../rootfs/node.js'
import { type FileSystem, show } from '../fileSystem.js'
import { changedMode } from '../mode.js'
import { NotUnderstood } from '../notUnderstood.js'
import { groupId, readAccounts, userId } from './accounts.js'
import type { Applet, Invocation } from './applet.js'
import { type Owner, setOwner } from './chown.js'
import { makeParents, refuseDangling } from './mkdir.js'
import { entryOf, lastName, placement } from './names.js'
import { type Arguments, parseArguments } from './options.js'

/** install of coreutils (few builds of busybox have it): install [-d] [-D] [-p] [-m MODE] [-o USER] [-g GROUP] [-T] [-t DIRECTORY] SOURCE... [DESTINATION] */
export const install: Applet = async (call) => {
  if (call.family !== 'coreutils') throw new NotUnderstood(`install of ${call.family}`)
  const parsed = parseArguments(call, {
    letters: 'cdDpm:o:g:Tt:',
    long: {
      directory: 'd',
      'preserve-timestamps': 'p',
      mode: 'm',
      owner: 'o',
      group: 'g',
      'no-target-directory': 'T',
      'target-directory': 't',
    },
  })
  if (parsed.operands.length === 0) throw new NotUnderstood('install of nothing')
  const attributes = { mode: modeOf(parsed), owner: await ownerOf(call, parsed) }
  if (parsed.has('d')) for (const name of parsed.operands) installDirectory(call, name, attributes)
  else installFiles(call, parsed, attributes)
  return 0
}

interface Wanted {
  /** The mode of what has had another one. */
  readonly mode: (before: number) => number
  readonly owner: Owner
}

function modeOf(parsed: Arguments): Wanted['mode'] {
  const spec = parsed.value('m')
  if (spec === undefined) return () => 0o755
  const family = 'coreutils'
  if (!parsed.has('d')) return () => changedMode(spec, { mode: 0, directory: false, umask: 0, family })
  if (!/^[0-7]+$/.test(spec)) throw new NotUnderstood(`the mode ${show(spec)} of a directory`)
  return (mode) => changedMode(spec, { mode, directory: true, umask: 0, family })
}

async function ownerOf(call: Invocation, parsed: Arguments): Promise<Owner> {
  const [user, group] = [parsed.value('o'), parsed.value('g')]
  if (user === undefined && group === undefined) return {}
  const accounts = await readAccounts(call)
  return {
    ...(user === undefined ? {} : { uid: userId(accounts, user) }),
    ...(group === undefined ? {} : { gid: groupId(accounts, group) }),
  }
}

function installDirectory(call: Invocation, name: ByteString, wanted: Wanted): void {
  const { files } = call
  makeAncestors(call, name)
  const { path, node } = files.lookUp(name, true)
  if (path === '') throw new NotUnderstood('install of the root directory')
  if (node && node.type !== 'directory') throw new NotUnderstood(`${show(name)} is no directory`)
  if (!node) {
    refuseDangling(files, name)
    files.create(path, files.newDirectory())
  }
  finishDirectory(files, path, wanted)
}

function installFiles(call: Invocation, parsed: Arguments, wanted: Wanted): void {
  const { files } = call
  if (parsed.has('D')) makeDestination(call, parsed)
  const { sources, destination, into } = placement(files, {
    operands: parsed.operands,
    directory: parsed.value('t'),
    asName: parsed.has('T'),
    follow: true,
  })
  const made = new Set<ByteString>()
  for (const source of sources) {
    const { path, node } = files.existing(source, true)
    const name = into ? `${destination}/${lastName(source)}` : destination
    const target = entryOf(files, name)
    if (name.endsWith('/') || target.node?.type === 'directory' || made.has(target.path))
      throw new NotUnderstood(`install to ${show(name)}`)
    if (node.type !== 'file' || target.path === path || target.node === node)
      throw new NotUnderstood(`install of ${show(source)}`)
    made.add(target.path)
    installFile(call, node, target.path, wanted, parsed.has('p'))
  }
}

/** With -D the directory that `-t` names is made too, else those above the destination. */
function makeDestination(call: Invocation, parsed: Arguments): void {
  const directory = parsed.value('t')
  makeAncestors(call, directory === undefined ? (parsed.operands.at(-1) ?? '') : `${directory}/x`)
}

/** The directories above are made without regard to the umask. */
function makeAncestors({ files }: Invocation, name: ByteString): void {
  const { umask } = files
  files.umask = 0o022
  makeParents(files, name, () => undefined)
  files.umask = umask
}

function installFile(
  call: Invocation,
  node: Node & { type: 'file' },
  path: ByteString,
  wanted: Wanted,
  keepTime: boolean,
): void {
  const { files } = call
  const { size, content, mtime, mtimeNsec } = node
  if (keepTime && node.xattrs.size > 0) throw new NotUnderstood('install -p of extended attributes')
  files.create(path, { type: 'file', ...files.attributes(0o600), size, content })
  if (keepTime) files.replace(path, { ...files.at(path), mtime, mtimeNsec })
  finish(files, path, wanted)
}

/** What a directory has already is left alone. */
function finishDirectory(files: FileSystem, path: ByteString, { mode, owner }: Wanted): void {
  const before = files.at(path)
  const { uid = before.uid, gid = before.gid } = owner
  if (uid !== before.uid || gid !== before.gid) setOwner(files, path, owner)
  const wanted = mode(before.mode)
  if (wanted !== before.mode) files.replace(path, { ...files.at(path), mode: wanted })
}

function finish(files: FileSystem, path: ByteString, { mode, owner }: Wanted): void {
  const before = files.at(path).mode
  if (owner.uid !== undefined || owner.gid !== undefined) setOwner(files, path, owner)
  files.replace(path, { ...files.at(path), mode: mode(before) })
}
