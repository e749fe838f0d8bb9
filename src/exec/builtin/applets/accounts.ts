import { type ByteString, textOfBytes } from '../../../core/bytes.js'
import { type GroupEntry, parseGroup, parsePasswd, type PasswdEntry } from '../../../rootfs/users.js'
import { show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Invocation } from './applet.js'

/** The users and groups that the image knows. */
export interface Accounts {
  readonly users: readonly PasswdEntry[]
  readonly groups: readonly GroupEntry[]
}

/** A file as text, a character a byte; undefined where it is missing. */
export async function readText(call: Invocation, path: ByteString): Promise<string | undefined> {
  const { node } = call.files.lookUp(path, true)
  if (node === undefined) return undefined
  if (node.type !== 'file') throw new NotUnderstood(`${path}, which is no regular file`)
  return Buffer.from(await call.read(node)).toString('latin1')
}

/** Reads passwd and group as libc's `files` does. @throws NotUnderstood where their lines are not plain, or libc may look elsewhere first */
export async function readAccounts(call: Invocation): Promise<Accounts> {
  const passwd = (await readText(call, '/etc/passwd')) ?? ''
  const group = (await readText(call, '/etc/group')) ?? ''
  requirePlain('/etc/passwd', passwd, /^[^:+#\s-][^:\s]*:[^:]*:\d{1,10}:\d{1,10}:[^:]*:[^:]*:[^:]*$/)
  requirePlain('/etc/group', group, /^[^:+#\s-][^:\s]*:[^:]*:\d{1,10}:[^:\s]*$/)
  const services = (await readText(call, '/etc/nsswitch.conf')) ?? ''
  for (const [, database = '', first = ''] of services.matchAll(/^\s*(passwd|group):\s*(\S*)/gm))
    if (first !== 'files') throw new NotUnderstood(`nsswitch.conf, which looks for ${database} in ${first} first`)
  return { users: parsePasswd(passwd), groups: parseGroup(group) }
}

function requirePlain(path: string, text: string, line: RegExp): void {
  const odd = text.split('\n').find((each) => each !== '' && !line.test(each))
  if (odd !== undefined) throw new NotUnderstood(`${path} with the line ${show(odd)}`)
  if (text !== '' && !text.endsWith('\n')) throw new NotUnderstood(`${path}, whose last line does not end`)
}

/** The id of a user by name or number. busybox takes numbers first, coreutils names; so no name may be a number. */
export function userId({ users }: Accounts, word: ByteString): number {
  return idOf(
    word,
    users.map(({ name, uid }) => ({ name, id: uid })),
    'user',
  )
}

/** The id of a group by name or number. */
export function groupId({ groups }: Accounts, word: ByteString): number {
  return idOf(
    word,
    groups.map(({ name, gid }) => ({ name, id: gid })),
    'group',
  )
}

function idOf(word: ByteString, entries: readonly { name: string; id: number }[], what: string): number {
  if (entries.some(({ name }) => /^\d+$/.test(name))) throw new NotUnderstood(`a ${what} whose name is a number`)
  const found = entries.find(({ name }) => name === word)
  if (found) return found.id
  if (/^\d{1,10}$/.test(word) && Number(word) < 0xffffffff) return Number(word)
  throw new NotUnderstood(`the ${what} ${JSON.stringify(textOfBytes(word))}, which is not in the image's files`)
}
