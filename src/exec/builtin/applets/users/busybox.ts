import type { ByteString } from '../../../../core/bytes.js'
import { parentPath, show } from '../../fileSystem.js'
import { NotUnderstood } from '../../notUnderstood.js'
import type { Applet, Invocation } from '../applet.js'
import { parseArguments } from '../options.js'
import {
  type Database,
  groupLine,
  gshadowLine,
  openDatabase,
  passwdLine,
  replaceDatabase,
  shadowLine,
} from './database.js'
import { copySkeleton, makeHome } from './home.js'
import { idsOf, idValue, requireName } from './shadow.js'

/** The files of accounts; an image may do without those of passwords. */
interface Accounts {
  readonly passwd: Database
  readonly group: Database
  readonly shadow: Database | undefined
  readonly gshadow: Database | undefined
}

/** The ids that busybox gives away, as it is built by default. */
const systemIds = { first: 100, last: 999 }
const userIds = { first: 1000, last: 60000 }

/** addgroup [-g GID] [-S] GROUP, and addgroup USER GROUP, of busybox */
export const addgroup: Applet = async (call) => {
  requireBusybox(call)
  const parsed = parseArguments(call, { letters: 'g:S' })
  const [first, second, ...more] = parsed.operands
  const accounts = await openAccounts(call)
  if (more.length > 0) throw new NotUnderstood('addgroup like this')
  if (second === undefined) addGroup(accounts, requireName(first), idValue(parsed.value('g')), parsed.has('S'))
  else if (parsed.options.length > 0) throw new NotUnderstood('addgroup of a member with options')
  else addMember(accounts, requireName(first), second)
  close(call, accounts)
  return 0
}

/** adduser [-h DIR] [-g GECOS] [-s SHELL] [-G GROUP] [-S] [-D] [-H] [-u UID] [-k SKELETON] USER, and adduser USER GROUP, of busybox */
export const adduser: Applet = async (call) => {
  requireBusybox(call)
  const parsed = parseArguments(call, { letters: 'h:g:s:G:DSHu:k:' })
  const [first, second, ...more] = parsed.operands
  const name = requireName(first)
  const accounts = await openAccounts(call)
  if (more.length > 0 || (second !== undefined && parsed.options.length > 0))
    throw new NotUnderstood('adduser like this')
  if (second !== undefined) addMember(accounts, name, second)
  else {
    const system = parsed.has('S')
    if (!system && !parsed.has('D')) throw new NotUnderstood('adduser, which asks for a password')
    const groupName = parsed.value('G') ?? (system ? 'nogroup' : undefined)
    const gid = groupName === undefined ? undefined : groupIdOf(accounts, groupName)
    const uid = userIdOf(accounts, idValue(parsed.value('u')), system, gid === undefined)
    const home = parsed.value('h') ?? `/home/${name}`
    const shell = parsed.value('s') ?? (await defaultShell(call, accounts, system))
    const fields = [parsed.value('g') ?? 'Linux User,,,', home, shell]
    if (accounts.passwd.has(name) || fields.some((field) => !/^[\x20-\x39\x3b-\x7e]*$/.test(field)))
      throw new NotUnderstood(`the account ${show(name)}`)
    accounts.passwd.append(name, 'x', String(uid), String(gid ?? uid), ...fields)
    // The day is that of the build's time, as it is for shadow's useradd.
    const day = Math.floor(call.files.attributes(0).mtime / 86400)
    accounts.shadow?.append(name, '!', String(day), '0', '99999', '7', '', '', '')
    if (groupName === undefined) addGroup(accounts, name, uid, false)
    else addMember(accounts, name, groupName)
    close(call, accounts)
    if (!parsed.has('H')) giveHome(call, home, { uid, gid: gid ?? uid }, parsed.value('k') ?? '/etc/skel')
    return 0
  }
  close(call, accounts)
  return 0
}

function requireBusybox(call: Invocation): void {
  if (call.family !== 'busybox') throw new NotUnderstood(`${show(call.name)} of ${call.family}`)
  if ((call.files.at('etc').mode & 0o2000) !== 0) throw new NotUnderstood('an /etc that hands its group on')
}

async function openAccounts(call: Invocation): Promise<Accounts> {
  const passwd = await openDatabase(call, 'passwd', passwdLine)
  const group = await openDatabase(call, 'group', groupLine)
  if (!passwd || !group) throw new NotUnderstood('an image without passwd or group')
  const shadow = await openDatabase(call, 'shadow', shadowLine)
  return { passwd, group, shadow, gshadow: await openDatabase(call, 'gshadow', gshadowLine) }
}

function close({ files }: Invocation, { passwd, group, shadow, gshadow }: Accounts): void {
  for (const database of [passwd, group, shadow, gshadow]) if (database?.changed) replaceDatabase(files, database)
}

function addGroup({ group, gshadow }: Accounts, name: ByteString, wanted: number | undefined, system: boolean): void {
  const used = idsOf(group)
  if (group.has(name) || gshadow?.has(name)) throw new NotUnderstood(`the group ${show(name)}, which exists`)
  if (wanted !== undefined && (used.includes(wanted) || wanted > userIds.last))
    throw new NotUnderstood(`the id ${wanted}, which is taken or too large`)
  group.append(name, 'x', String(wanted ?? firstFree(system, (id) => !used.includes(id))), '')
  gshadow?.append(name, '!', '', '')
}

function addMember({ passwd, group, gshadow }: Accounts, user: ByteString, name: ByteString): void {
  const entry = group.entries.find(([first]) => first === name)
  if (!passwd.has(user) || !entry)
    throw new NotUnderstood(`the user ${show(user)} or the group ${show(name)}, which is missing`)
  if (entry[3]?.split(',').includes(user)) return
  if (gshadow && !gshadow.has(name)) throw new NotUnderstood(`the group ${show(name)}, which gshadow does not know`)
  group.addMember(name, user)
  gshadow?.addMember(name, user)
}

function groupIdOf({ group }: Accounts, word: ByteString): number {
  if (/^\d+$/.test(word)) throw new NotUnderstood('a group by its number')
  const entry = group.entries.find(([name]) => name === word)
  if (!entry) throw new NotUnderstood(`the group ${show(word)}, which is missing`)
  return Number(entry[2])
}

/** The first id that no user has and, where a group of the user's own is made, no group. */
function userIdOf({ passwd, group }: Accounts, wanted: number | undefined, system: boolean, ownGroup: boolean): number {
  const used = new Set([...idsOf(passwd), ...(ownGroup ? idsOf(group) : [])])
  if (wanted === undefined) return firstFree(system, (id) => !used.has(id))
  if (used.has(wanted) || wanted > userIds.last)
    throw new NotUnderstood(`the id ${wanted}, which is taken or too large`)
  return wanted
}

function firstFree(system: boolean, free: (id: number) => boolean): number {
  const { first, last } = system ? systemIds : userIds
  for (let id = first; id <= last; id++) if (free(id)) return id
  throw new NotUnderstood('no id left')
}

/** Distributions build busybox with different shells for system accounts: the program's own text tells. */
async function defaultShell(call: Invocation, { passwd }: Accounts, system: boolean): Promise<ByteString> {
  if (!system) return call.env.get('SHELL') || passwd.entries.find(([, , uid]) => uid === '0')?.[6] || '/bin/sh'
  const { node } = call.files.lookUp('/bin/busybox', true)
  const text = node?.type === 'file' ? Buffer.from(await call.read(node)).toString('latin1') : ''
  if (text.includes('\0/bin/false\0') && !text.includes('/sbin/nologin')) return '/bin/false'
  throw new NotUnderstood('the shell that this busybox gives to system accounts')
}

/** A home that is there already changes hands, without what is in it. */
function giveHome(
  { files }: Invocation,
  home: ByteString,
  owner: { uid: number; gid: number },
  skeleton: ByteString,
): void {
  const { path, node } = files.lookUp(home, true)
  if (node && node.type !== 'directory') throw new NotUnderstood(`the home ${show(home)}`)
  if (node && path === '') throw new NotUnderstood('the root directory as a home')
  if (!node) {
    if (files.lookUp(`/${parentPath(path)}`, true).node?.type !== 'directory')
      throw new NotUnderstood(`the home ${show(home)}, whose directory is missing`)
    makeHome(files, home, { ...owner, mode: 0o755 })
    copySkeleton(files, skeleton, path, owner, false)
  }
  files.replace(path, { ...files.at(path), ...owner, mode: 0o2755 })
}
