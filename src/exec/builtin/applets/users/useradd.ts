import type { ByteString } from '../../../../core/bytes.js'
import { show } from '../../fileSystem.js'
import { NotUnderstood } from '../../notUnderstood.js'
import type { Applet, Invocation } from '../applet.js'
import { type Arguments, parseArguments } from '../options.js'
import { closeDatabases, type Database, openDatabase } from './database.js'
import { addGroup } from './groupadd.js'
import { copySkeleton, makeHome } from './home.js'
import { freeId, freeSubordinate, idRange } from './ids.js'
import { type LoginDefs, readLoginDefs, readUserDefaults } from './loginDefs.js'
import { type AccountFiles, idsOf, idValue, openAccounts, requireName, requireShadow } from './shadow.js'

const syntax = {
  letters: 'c:d:g:G:k:K:lmMNors:u:U',
  long: {
    comment: 'c',
    'home-dir': 'd',
    gid: 'g',
    groups: 'G',
    skel: 'k',
    key: 'K',
    'no-log-init': 'l',
    'create-home': 'm',
    'no-create-home': 'M',
    'no-user-group': 'N',
    'non-unique': 'o',
    system: 'r',
    shell: 's',
    uid: 'u',
    'user-group': 'U',
  },
}

/** useradd [-c -d -g -G -k -K -l -m -M -N -o -r -s -u -U] USER, of shadow */
export const useradd: Applet = async (call) => {
  await requireShadow(call)
  const parsed = parseArguments(call, syntax)
  const name = requireName(parsed.operands[0])
  const accounts = await openAccounts(call)
  const defs = await readLoginDefs(call, parsed.values('K'))
  const defaults = await readUserDefaults(call)
  const ownGroup = parsed.has('U') || (!parsed.has('gN') && defs.flag('USERGROUPS_ENAB'))
  requireConsistent(parsed, ownGroup)
  if (accounts.passwd.has(name) || accounts.shadow.has(name) || (ownGroup && accounts.group.has(name)))
    throw new NotUnderstood(`the account ${show(name)}, which exists`)
  const system = parsed.has('r')
  const uid = userIdOf(accounts, parsed, defs)
  const gid = ownGroup ? ownGroupId(accounts, uid, defs, system) : primaryGroup(accounts, parsed, defaults.group)
  const home = parsed.value('d') ?? `${defaults.home}/${name}`
  requireField(home, parsed.value('c') ?? '')
  requireLogsEmpty(call)
  if (ownGroup) addGroup(accounts, name, gid)
  const shell = shellOf(call, parsed.value('s')) ?? defaults.shell
  accounts.passwd.append(name, 'x', String(uid), String(gid), parsed.value('c') ?? '', home, shell)
  accounts.shadow.append(name, '!', lastChange(call), ...agingOf(defs, system), '', '', '')
  for (const group of new Set(parsed.value('G')?.split(',') ?? [])) joinGroup(accounts, group, name)
  const subordinate = system ? [] : await addSubordinate(call, name, defs, idValue(parsed.value('u')))
  closeDatabases(call.files, [accounts.passwd, accounts.shadow, accounts.group, accounts.gshadow, ...subordinate])
  if (parsed.has('m') || (!system && !parsed.has('M') && defs.flag('CREATE_HOME'))) {
    const mode = defs.number('HOME_MODE', 0o777 & ~defs.number('UMASK', 0o022))
    const path = makeHome(call.files, home, { uid, gid, mode })
    copySkeleton(call.files, parsed.value('k') ?? defaults.skeleton, path, { uid, gid }, true)
  }
  return 0
}

function requireConsistent(parsed: Arguments, ownGroup: boolean): void {
  const conflict =
    parsed.operands.length !== 1 ||
    (parsed.has('o') && !parsed.has('u')) ||
    (parsed.has('k') && !parsed.has('m')) ||
    (parsed.has('m') && parsed.has('M')) ||
    (ownGroup && parsed.has('gN'))
  if (conflict) throw new NotUnderstood('useradd like this')
}

function requireField(home: ByteString, comment: ByteString): void {
  if (!/^\/[\x21-\x39\x3b-\x7e]*$/.test(home) || !/^[\x20-\x39\x3b-\x7e]*$/.test(comment))
    throw new NotUnderstood('a comment or home with special characters')
}

/** An id outside the range is taken, with a warning. */
function userIdOf({ passwd }: AccountFiles, parsed: Arguments, defs: LoginDefs): number {
  const system = parsed.has('r')
  const range = idRange(defs, 'UID', system)
  const uid = idValue(parsed.value('u'))
  if (uid === undefined) return freeId(idsOf(passwd), range, system)
  if (idsOf(passwd).includes(uid) && !parsed.has('o')) throw new NotUnderstood(`the id ${uid}, which is taken`)
  if (uid < range.min || uid > range.max) throw new NotUnderstood(`the id ${uid} outside the range`)
  return uid
}

/** A user's own group gets the user's id where that is free. */
function ownGroupId({ group }: AccountFiles, uid: number, defs: LoginDefs, system: boolean): number {
  const range = idRange(defs, 'GID', system)
  const free = !idsOf(group).includes(uid) && uid >= (system ? 1 : range.min) && uid <= range.max
  return free ? uid : freeId(idsOf(group), range, system)
}

function primaryGroup({ group }: AccountFiles, parsed: Arguments, standard: number): number {
  const word = parsed.value('g')
  if (word === undefined) return standard
  const named = group.entries.find(([name, , gid]) => (/^\d+$/.test(word) ? gid === word : name === word))
  if (!named) throw new NotUnderstood(`the group ${show(word)}, which is missing`)
  return Number(named[2])
}

/** Adds a user to a group by its name. */
export function joinGroup(
  { group, gshadow }: Pick<AccountFiles, 'group' | 'gshadow'>,
  name: ByteString,
  user: ByteString,
): void {
  if (!group.has(name) || !gshadow.has(name)) throw new NotUnderstood(`the group ${show(name)}, which is missing`)
  group.addMember(name, user)
  gshadow.addMember(name, user)
}

/** A shell that cannot be executed is taken, with a warning. */
function shellOf({ files }: Invocation, shell: ByteString | undefined): ByteString | undefined {
  if (shell === undefined || shell === '/sbin/nologin' || shell === '') return shell
  const { node } = files.lookUp(shell, true)
  if (!/^\/[\x21-\x39\x3b-\x7e]*$/.test(shell) || node?.type !== 'file' || (node.mode & 0o111) === 0)
    throw new NotUnderstood(`the shell ${show(shell)}, which cannot be executed`)
  return shell
}

function agingOf(defs: LoginDefs, system: boolean): ByteString[] {
  if (system) return ['', '', '']
  return [
    String(defs.number('PASS_MIN_DAYS', -1)),
    String(defs.number('PASS_MAX_DAYS', -1)),
    String(defs.number('PASS_WARN_AGE', -1)),
  ].map((days) => (days === '-1' ? '' : days))
}

/**
 * The day of the last change of a password: today, for whoever asks shadow without SOURCE_DATE_EPOCH. A build gives the same image
 * every day, so it is the day of the build's time.
 */
export function lastChange({ env, files }: Invocation): ByteString {
  const epoch = env.get('SOURCE_DATE_EPOCH')
  if (epoch !== undefined && !/^\d{1,12}$/.test(epoch)) throw new NotUnderstood('the value of SOURCE_DATE_EPOCH')
  const day = Math.floor(Number(epoch ?? files.attributes(0).mtime) / 86400)
  return day === 0 ? '' : String(day)
}

/** Gives a user the next ranges of subordinate ids, where the image has files of them. */
async function addSubordinate(
  call: Invocation,
  name: ByteString,
  defs: LoginDefs,
  uid: number | undefined,
): Promise<Database[]> {
  const { min, max } = idRange(defs, 'UID', false)
  if (uid !== undefined && uid !== 0 && (uid < min || uid > max)) return []
  const changed: Database[] = []
  for (const [file, kind] of [
    ['subuid', 'UID'],
    ['subgid', 'GID'],
  ] as const) {
    const database = await openDatabase(call, file, /^[^:\s]+:\d{1,10}:\d{1,10}$/)
    const count = defs.number(`SUB_${kind}_COUNT`, 65536)
    if (!database || count === 0) continue
    if (database.has(name)) throw new NotUnderstood(`/etc/${file}, which knows ${show(name)}`)
    const range = { min: defs.number(`SUB_${kind}_MIN`, 100000), max: defs.number(`SUB_${kind}_MAX`, 600100000) }
    const used = database.entries.map(([, start, length]) => [Number(start), Number(length)] as const)
    database.append(name, String(freeSubordinate(used, range, count)), String(count))
    changed.push(database)
  }
  return changed
}

/** What faillog and lastlog hold of an id before would be wiped. */
function requireLogsEmpty({ files }: Invocation): void {
  for (const path of ['/var/log/faillog', '/var/log/lastlog']) {
    const { node } = files.lookUp(path, true)
    if (node && (node.type !== 'file' || node.size > 0)) throw new NotUnderstood(`what ${path} holds`)
  }
}
