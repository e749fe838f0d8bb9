import type { ByteString } from '../../../core/bytes.js'
import { walk } from '../../../rootfs/tree.js'
import { type FileSystem, show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import { type Accounts, groupId, readAccounts, userId } from './accounts.js'
import type { Applet, Invocation } from './applet.js'
import { parseArguments, utilities } from './options.js'

/** Whom a file shall belong to; what is missing stays. */
export interface Owner {
  readonly uid?: number
  readonly gid?: number
}

/** chown [-R] [-h] [-f] [USER][:[GROUP]] FILE... */
export const chown: Applet = (call) => changeOwners(call, ownerOf)

/** chgrp [-R] [-h] [-f] GROUP FILE... */
export const chgrp: Applet = (call) => changeOwners(call, (accounts, word) => ({ gid: groupId(accounts, word) }))

async function changeOwners(call: Invocation, read: (accounts: Accounts, word: ByteString) => Owner): Promise<number> {
  const family = utilities(call)
  const long = { recursive: 'R', 'no-dereference': 'h', silent: 'f', quiet: 'f' }
  const parsed = parseArguments(call, { letters: 'RhfP', long })
  const [word = '', ...names] = parsed.operands
  if (names.length === 0) throw new NotUnderstood('an owner of nothing')
  const owner = read(await readAccounts(call), word)
  const { files } = call
  for (const name of names) {
    // Recursion changes links themselves, the named ones too.
    const { path, node } = files.existing(name, !parsed.has('Rh'))
    // busybox gives what is followed the link's own id where none is said.
    const partial = owner.uid === undefined || owner.gid === undefined
    if (family === 'busybox' && partial && node !== files.lookUp(name, false).node)
      throw new NotUnderstood(`the owner of ${show(name)}, a link`)
    if (parsed.has('R') && node.type === 'directory')
      for (const below of [...walk(node, path)]) setOwner(files, below.path, owner)
    setOwner(files, path, owner)
  }
  return 0
}

/** What chown's first operand says: `user`, `user:group`, `:group`, or `user:` with the user's own group. */
function ownerOf(accounts: Accounts, word: ByteString): Owner {
  const [user = '', group, ...more] = word.split(':')
  if (more.length > 0 || word === '') throw new NotUnderstood(`the owner ${show(word)}`)
  const uid = user === '' ? {} : { uid: userId(accounts, user) }
  if (group === undefined) return uid
  if (group !== '') return { ...uid, gid: groupId(accounts, group) }
  const login = accounts.users.find(({ name }) => name === user)
  if (!login) throw new NotUnderstood(`the owner ${show(word)}`)
  return { uid: login.uid, gid: login.gid }
}

/** chown(2) as root: a file loses its set-id bits and its capabilities. */
export function setOwner(files: FileSystem, path: ByteString, owner: Owner): void {
  const node = files.at(path)
  if (node.type === 'directory' || node.type === 'symlink') return files.replace(path, { ...node, ...owner })
  const lost = 0o4000 | ((node.mode & 0o010) === 0 ? 0 : 0o2000)
  const xattrs = new Map([...node.xattrs].filter(([name]) => name !== 'security.capability'))
  files.replace(path, { ...node, ...owner, mode: node.mode & ~lost, xattrs })
}
