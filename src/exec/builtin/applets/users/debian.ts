import type { ByteString } from '../../../../core/bytes.js'
import { show } from '../../fileSystem.js'
import { NotUnderstood } from '../../notUnderstood.js'
import { readText } from '../accounts.js'
import type { Applet, Invocation } from '../applet.js'
import { type Arguments, parseArguments } from '../options.js'
import { setComment } from './chfn.js'
import { setMembers } from './gpasswd.js'
import { groupadd } from './groupadd.js'
import { copySkeleton, makeHome } from './home.js'
import { type AccountFiles, idsOf, idValue, openAccounts, requirePackage, requireProgram } from './shadow.js'
import { useradd } from './useradd.js'
import { usermod } from './usermod.js'

const syntax = {
  letters: 'c:LPg:Gh:i:nqs:Su:',
  long: {
    comment: 'c',
    'disabled-login': 'L',
    'disabled-password': 'P',
    gecos: 'c',
    gid: 'g',
    group: 'G',
    home: 'h',
    ingroup: 'i',
    'no-create-home': 'n',
    quiet: 'q',
    shell: 's',
    system: 'S',
    uid: 'u',
  },
}

/** The ids that Debian's adduser gives away unless it is configured. */
const systemIds = { first: 100, last: 999 }
const userIds = { first: 1000, last: 59999 }

/** What adduser was asked for. */
interface Request {
  readonly call: Invocation
  readonly parsed: Arguments
  readonly system: boolean
  /** Prints what it does, unless it shall be quiet. */
  readonly tell: (text: ByteString) => void
}

/** addgroup [--gid ID] [--system] [--quiet] GROUP, of Debian 12's adduser */
export const addgroup: Applet = async (call) => {
  const request = await open(call)
  const [group = '', ...more] = request.parsed.operands
  if (more.length > 0 || request.parsed.has('chinsuLP')) throw new NotUnderstood('addgroup like this')
  return addGroup(request, group)
}

/**
 * adduser [--uid ID] [--gid ID | --ingroup GROUP | --group] [--home DIR] [--shell FILE] [--no-create-home] [--disabled-password]
 * [--disabled-login] [--gecos TEXT] [--system] [--quiet] USER, and adduser USER GROUP, of Debian 12's adduser
 */
export const adduser: Applet = async (call) => {
  const request = await open(call)
  const { parsed, system } = request
  const [name = '', group, ...more] = parsed.operands
  if (more.length > 0) throw new NotUnderstood('adduser like this')
  if (group !== undefined) return addMember(request, name, group)
  if (parsed.has('G') && !system) {
    if (parsed.has('chinsuLP')) throw new NotUnderstood('adduser --group like this')
    return addGroup(request, name)
  }
  return system ? addSystemUser(request, name) : addUser(request, name)
}

async function open(call: Invocation): Promise<Request> {
  await requirePackage(call, 'adduser', /^3\.134$/)
  for (const program of [
    'usr/sbin/groupadd',
    'usr/sbin/useradd',
    'usr/sbin/usermod',
    'usr/bin/chfn',
    'usr/bin/gpasswd',
  ])
    requireProgram(call, program)
  // What it makes under another umask is other things' affair.
  if (call.files.umask !== 0o022) throw new NotUnderstood('adduser under another umask')
  // Options may have one dash and be cut short, which nobody does.
  const dash = call.args.find((arg) => /^-(?:[^-]|$)|^--$/.test(arg))
  if (dash !== undefined) throw new NotUnderstood(`the argument ${show(dash)} of adduser`)
  const configuration = await readText(call, '/etc/adduser.conf')
  if (!/^(?:\s*\n|#.*\n)*$/.test(configuration ?? 'missing')) throw new NotUnderstood('what /etc/adduser.conf says')
  if (call.files.lookUp('/usr/local/sbin/adduser.local', true).node) throw new NotUnderstood('an adduser.local')
  const parsed = parseArguments(call, syntax)
  if (['g', 'G', 'i'].filter((letter) => parsed.has(letter)).length > 1)
    throw new NotUnderstood('several groups for a new user')
  const quiet = parsed.has('q')
  return { call, parsed, system: parsed.has('S'), tell: (text) => (quiet ? undefined : call.print(text)) }
}

async function addGroup({ call, parsed, system, tell }: Request, word: ByteString): Promise<number> {
  const name = requireAccountName(word, system)
  const { group } = await openAccounts(call)
  if (group.has(name)) throw new NotUnderstood(`the group ${show(name)}, which exists`)
  const gid = freeOr(idValue(parsed.value('g')), [idsOf(group)], system)
  lock(call)
  tell(`Adding group \`${name}' (GID ${gid}) ...\n`)
  await groupadd(calling(call, 'groupadd', '-g', String(gid), name))
  tell('Done.\n')
  return 0
}

async function addMember({ call, parsed, tell }: Request, user: ByteString, name: ByteString): Promise<number> {
  if (parsed.options.some(({ letter }) => letter !== 'q')) throw new NotUnderstood('a new member with options')
  const { passwd, group } = await openAccounts(call)
  const members = group.entries.find(([first]) => first === name)?.[3]?.split(',')
  if (!passwd.has(user) || !members || members.includes(user))
    throw new NotUnderstood(`${show(user)} as a new member of ${show(name)}`)
  tell(`Adding user \`${user}' to group \`${name}' ...\n`)
  lock(call)
  await usermod(calling(call, 'usermod', '-a', '-G', name, user))
  tell('Done.\n')
  return 0
}

async function addSystemUser({ call, parsed, tell }: Request, word: ByteString): Promise<number> {
  const name = requireAccountName(word, true)
  const accounts = await openAccounts(call)
  const ownGroup = parsed.has('G')
  if (accounts.passwd.has(name) || (ownGroup && accounts.group.has(name)))
    throw new NotUnderstood(`the account ${show(name)}, which exists`)
  const home = homeOf(call, parsed, '/nonexistent')
  const wanted = idValue(parsed.value('u'))
  const uid = freeOr(wanted, [idsOf(accounts.passwd)], true)
  const group = ownGroup
    ? { name, gid: freeOr(wanted, [idsOf(accounts.group)], true) }
    : groupOf(accounts, parsed, 'nogroup')
  lock(call)
  tell(`Adding system user \`${name}' (UID ${uid}) ...\n`)
  if (ownGroup) {
    tell(`Adding new group \`${name}' (GID ${group.gid}) ...\n`)
    await groupadd(calling(call, 'groupadd', '-g', String(group.gid), name))
  }
  tell(`Adding new user \`${name}' (UID ${uid}) with group \`${group.name}' ...\n`)
  const range = ['-K', `SYS_UID_MIN=${systemIds.first}`, '-K', `SYS_UID_MAX=${systemIds.last}`]
  const shell = parsed.value('s') || '/usr/sbin/nologin'
  const account = ['-d', home, '-g', group.name, '-s', shell, '-u', String(uid), name]
  await useradd(calling(call, 'useradd', '-r', ...range, ...account))
  const comment = parsed.value('c')
  if (comment !== undefined) await setComment(call, name, comment)
  giveHome({ call, parsed, tell }, home, { uid, gid: group.gid, mode: 0o755 }, false)
  return 0
}

async function addUser({ call, parsed, tell }: Request, word: ByteString): Promise<number> {
  const name = requireAccountName(word, false)
  const comment = parsed.value('c')
  if (!parsed.has('LP') || comment === undefined) throw new NotUnderstood('adduser, which asks for what is missing')
  const accounts = await openAccounts(call)
  const ownGroup = !parsed.has('gi')
  if (accounts.passwd.has(name) || (ownGroup && accounts.group.has(name)))
    throw new NotUnderstood(`the account ${show(name)}, which exists`)
  const home = homeOf(call, parsed, `/home/${name}`)
  // A user of a group by its number gets an id that is no group's, too.
  const used = [idsOf(accounts.passwd), ...(parsed.has('i') ? [] : [idsOf(accounts.group)])]
  const wanted = idValue(parsed.value('u'))
  const uid = freeOr(wanted, wanted !== undefined && !ownGroup ? used.slice(0, 1) : used, false)
  const group = ownGroup ? { name, gid: uid } : groupOf(accounts, parsed)
  lock(call)
  tell(`Adding user \`${name}' ...\n`)
  if (ownGroup) {
    tell(`Adding new group \`${name}' (${uid}) ...\n`)
    await groupadd(calling(call, 'groupadd', '-g', String(uid), name))
  }
  tell(`Adding new user \`${name}' (${uid}) with group \`${group.name} (${group.gid})' ...\n`)
  const shell = parsed.value('s') || (parsed.has('L') ? '/usr/sbin/nologin' : '/bin/bash')
  const account = ['-d', home, '-g', String(group.gid), '-s', shell, '-u', String(uid), name]
  await useradd(calling(call, 'useradd', ...account))
  giveHome({ call, parsed, tell }, home, { uid, gid: group.gid, mode: 0o700 }, true)
  await setComment(call, name, comment)
  tell(`Adding new user \`${name}' to supplemental / extra groups \`users' ...\n`)
  tell(`Adding user \`${name}' to group \`users' ...\n`)
  await setMembers(call, 'users', name)
  return 0
}

/** Makes a home where none is; one that is there would lead to a warning. */
function giveHome(
  { call, parsed, tell }: Pick<Request, 'call' | 'parsed' | 'tell'>,
  home: ByteString,
  owner: { readonly uid: number; readonly gid: number; readonly mode: number },
  withSkeleton: boolean,
): void {
  if (home === '/nonexistent') return tell(`Not creating \`${home}'.\n`)
  if (parsed.has('n')) return tell(`Not creating home directory \`${home}'.\n`)
  tell(`Creating home directory \`${home}' ...\n`)
  const path = makeHome(call.files, home, owner)
  if (!withSkeleton) return
  tell(`Copying files from \`/etc/skel' ...\n`)
  copySkeleton(call.files, '/etc/skel', path, owner, false)
}

/** The home that is asked for; there is a warning for one that is there, and for one that is not and shall not be made. */
function homeOf({ files }: Invocation, parsed: Arguments, standard: ByteString): ByteString {
  const asked = parsed.value('h')
  const home = asked || standard
  const isThere = files.lookUp(home, true).node !== undefined
  if (isThere || !/^(?:\/[\w.+-]+)+$/.test(home) || home.startsWith('/nonexistent/') || (asked && parsed.has('n')))
    throw new NotUnderstood(`the home ${show(home)}`)
  return home
}

/** The group that a user shall have, which must be there. */
function groupOf(
  { group }: AccountFiles,
  parsed: Arguments,
  standard?: ByteString,
): { readonly name: ByteString; readonly gid: number } {
  const gid = parsed.value('g')
  const word = gid ?? parsed.value('i') ?? standard
  const found = group.entries.filter(([name, , id]) => (gid === undefined ? name : id) === word)
  const [name, , id] = found[0] ?? []
  if (name === undefined || found.length > 1 || id === '0')
    throw new NotUnderstood(`the group ${show(word ?? '')} for a user`)
  return { name, gid: Number(id) }
}

/** The wanted id, or the first one that is in none of the lists. */
function freeOr(wanted: number | undefined, used: readonly (readonly number[])[], system: boolean): number {
  const isFree = (id: number): boolean => !used.some((ids) => ids.includes(id))
  if (wanted !== undefined) {
    if (wanted > 0 && isFree(wanted)) return wanted
    throw new NotUnderstood(`the id ${wanted}, which is taken`)
  }
  const { first, last } = system ? systemIds : userIds
  for (let id = first; id <= last; id++) if (isFree(id)) return id
  throw new NotUnderstood('no id left')
}

function requireAccountName(name: ByteString, system: boolean): ByteString {
  const isGood = system ? /^[a-z_][a-z0-9_-]{0,31}$/.test(name) : /^[a-z][a-z0-9_-]{0,31}$/.test(name)
  if (isGood) return name
  throw new NotUnderstood(`the account name ${show(name)}`)
}

/** It locks a file of its own, which stays. */
function lock({ files }: Invocation): void {
  const { path, node } = files.lookUp('/run/adduser', true)
  if (!node) files.create(path, files.newFile(new Uint8Array()))
  else if (node.type === 'file') files.replace(path, { ...node })
  else throw new NotUnderstood('/run/adduser, which is no file')
}

/** A call of one of shadow's programs. */
function calling(call: Invocation, name: ByteString, ...args: readonly ByteString[]): Invocation {
  return { ...call, name, args, family: 'shadow' }
}
