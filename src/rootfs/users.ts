import { OciPackError } from '../core/errors.js'

/** A line of /etc/passwd (passwd(5)), as far as a build looks at it. */
export interface PasswdEntry {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
}

/** A line of /etc/group (group(5)). */
export interface GroupEntry {
  readonly name: string
  readonly gid: number
  readonly members: readonly string[]
}

/** Who a process is, and where its home is. */
export interface ResolvedUser {
  readonly uid: number
  readonly gid: number
  /** Supplementary groups: the user's own, which a container's runtime adds, then those of the group file in its order. */
  readonly groups: readonly number[]
  /** `/` for a user whom passwd does not know. */
  readonly home: string
}

/** The entries of a passwd file; lines that are none are passed over. */
export function parsePasswd(text: string): PasswdEntry[] {
  return fieldsOf(text).flatMap(([name = '', , uid = '', gid = '', , home = '']) =>
    name !== '' && isId(uid) && isId(gid) ? [{ name, uid: Number(uid), gid: Number(gid), home }] : [],
  )
}

/** The entries of a group file; lines that are none are passed over. */
export function parseGroup(text: string): GroupEntry[] {
  return fieldsOf(text).flatMap(([name = '', , gid = '', members = '']) =>
    name !== '' && isId(gid) ? [{ name, gid: Number(gid), members: members.split(',').filter(Boolean) }] : [],
  )
}

/**
 * The user that USER's word names, as Docker takes it: `user`, `user:group`, names or ids; empty is root. A user without a group has
 * the one of passwd and those whose members name them; an explicit group is the only one. An id that passwd does not know has group 0.
 * Home is that of the first entry with the user's id, by whatever name it was asked for.
 * @throws OciPackError `dockerfile` for a name that is not there, or an id that is too large
 */
export function resolveUser(spec: string, passwd: string, group: string): ResolvedUser {
  const { user, group: groupName } = split(spec)
  const users = parsePasswd(passwd)
  const id = user === '' ? 0 : knownId('user', user)
  const entry = users.find((candidate) => (id === undefined ? candidate.name === user : candidate.uid === id))
  const uid = entry?.uid ?? id ?? unknown('user', user, 'passwd')
  const home = users.find((candidate) => candidate.uid === uid)?.home ?? '/'
  if (groupName !== undefined) {
    const gid = groupOf(groupName, group) ?? unknown('group', groupName, 'group')
    return { uid, gid, groups: [gid], home }
  }
  const gid = entry?.gid ?? 0
  const memberOf = parseGroup(group).filter(({ members }) => entry && members.includes(entry.name))
  return { uid, gid, groups: [...new Set([gid, ...memberOf.map((one) => one.gid)])], home }
}

/**
 * The owner that `--chown` of COPY and ADD names. As Docker was seen to do: a number alone is user and group, a name has passwd's
 * group, a missing user is root; a name that the file does not know, or that has no file, is root too.
 * @param passwd undefined where there is no image to look a name up in, which is an error
 * @throws OciPackError `dockerfile`
 */
export function resolveOwner(
  spec: string,
  passwd: string | undefined,
  group: string | undefined,
): { readonly uid: number; readonly gid: number } {
  const { user, group: groupName } = split(spec)
  const owner = ownerOf(user, passwd)
  if (groupName === undefined) return owner
  return { uid: owner.uid, gid: ownerId('group', groupName) ?? groupOf(groupName, group) ?? owner.gid }
}

function ownerOf(user: string, passwd: string | undefined): { uid: number; gid: number } {
  if (user === '') return { uid: 0, gid: 0 }
  const id = ownerId('user', user)
  if (id !== undefined) return { uid: id, gid: id }
  if (passwd === undefined) return unknown('user', user, 'passwd')
  const { uid, gid } = parsePasswd(passwd).find(({ name }) => name === user) ?? { uid: 0, gid: 0 }
  return { uid, gid }
}

/** Whose files they are is asked in no file for root. */
function ownerId(what: string, name: string): number | undefined {
  return name === 'root' ? 0 : knownId(what, name)
}

function groupOf(name: string, group: string | undefined): number | undefined {
  const id = knownId('group', name)
  if (id !== undefined) return id
  if (group === undefined) return unknown('group', name, 'group')
  return parseGroup(group).find((entry) => entry.name === name)?.gid
}

/** As much as Docker's own numbers hold. */
const largestId = 2 ** 31 - 1

/** A text of digits is an id and never a name. */
function knownId(what: string, text: string): number | undefined {
  if (!/^\d+$/.test(text)) return undefined
  if (Number(text) <= largestId) return Number(text)
  throw new OciPackError('dockerfile', `the ${what} id ${text} is too large: ${largestId} is the last one`, {
    hint: 'Give a smaller number.',
  })
}

function split(spec: string): { user: string; group: string | undefined } {
  const colon = spec.indexOf(':')
  return colon < 0
    ? { user: spec, group: undefined }
    : { user: spec.slice(0, colon), group: spec.slice(colon + 1) || undefined }
}

function unknown(kind: string, name: string, file: string): never {
  throw new OciPackError(
    'dockerfile',
    `unable to find ${kind} ${name}: no matching entry in the image's /etc/${file}`,
    {
      hint: `Make the ${kind} in a RUN before, or give its number.`,
    },
  )
}

/** Ids end at 2^32 - 2: the last one means "none" to the kernel. */
function isId(text: string): boolean {
  return /^[0-9]{1,10}$/.test(text) && Number(text) < 0xffffffff
}

function fieldsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.trimEnd().split(':'))
}
