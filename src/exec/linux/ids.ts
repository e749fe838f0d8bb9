import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { whichTool } from './tools.js'
import type { Value } from './wire.js'

/** Which ids of the host those inside a sandbox are. */
export interface Ids {
  /** `root`: the very ones; `range`: those of a map, as an ordinary user with subordinate ids has one; `single`: one id, so that all files seem to be root's. */
  readonly kind: 'root' | 'range' | 'single'
  /** A file name that tells them: files unpacked under other ids are of no use. */
  readonly name: string
  /** Threes of numbers: first id inside, first id outside, count. Of `range` alone. */
  readonly uidMap: readonly number[]
  readonly gidMap: readonly number[]
}

/** The ids that this process may give out, the most useful first. @param getuid as of `process`; 0 is root */
export async function possibleIds(uid: number, gid: number): Promise<Ids[]> {
  if (uid === 0) return [{ kind: 'root', name: 'root', uidMap: [], gidMap: [] }]
  const single: Ids = { kind: 'single', name: `single-${uid}-${gid}`, uidMap: [], gidMap: [] }
  const ranges = await subordinateRanges(uid)
  if (!ranges) return [single]
  const [uids, gids] = ranges
  return [rangeIds(mapOf([oneId(uid), ...uids]), mapOf([oneId(gid), ...gids])), single]
}

/**
 * Ids that a process of this user may give out as if another user built: inside, root is somebody else, and the user himself is the last one, so that what is
 * his can be reached. Undefined for one who has a single id.
 */
export async function idsOfAnother(uid: number, gid: number): Promise<Ids | undefined> {
  const ranges = uid === 0 ? ([[nobodys], [nobodys]] as const) : await subordinateRanges(uid)
  if (!ranges) return undefined
  const [uids, gids] = ranges
  return rangeIds(mapOf([...uids, oneId(uid)]), mapOf([...gids, oneId(gid)]))
}

/** Within what systemd leaves to containers (its UIDS-GIDS), above what tools give to users. */
const nobodys: Range = { start: 1 << 30, count: 1 << 28 }

/** What an ordinary user may map besides his own ids, of users and of groups. */
async function subordinateRanges(uid: number): Promise<readonly [Range[], Range[]] | undefined> {
  const uids = await subordinate('/etc/subuid', uid)
  const gids = await subordinate('/etc/subgid', uid)
  const hasTools = whichTool('newuidmap') !== undefined && whichTool('newgidmap') !== undefined
  return hasTools && uids.length > 0 && gids.length > 0 ? [uids, gids] : undefined
}

function rangeIds(uidMap: readonly number[], gidMap: readonly number[]): Ids {
  return { kind: 'range', name: `range-${uidMap.join('-')}_${gidMap.join('-')}`, uidMap, gidMap }
}

/** Ids as the helper takes them. */
export function encodeIds({ kind, uidMap, gidMap }: Ids): Value {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  return { kind, uid, gid, uidMap, gidMap }
}

/** The ranges follow one another from root on. */
function mapOf(ranges: readonly Range[]): number[] {
  const map: number[] = []
  let next = 0
  for (const { start, count } of ranges) {
    map.push(next, start, count)
    next += count
  }
  return map
}

function oneId(start: number): Range {
  return { start, count: 1 }
}

interface Range {
  readonly start: number
  readonly count: number
}

/** The ranges that a file of subordinate ids (subuid(5)) gives a user, by his name or his id. */
async function subordinate(file: string, uid: number): Promise<Range[]> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return parseSubordinate(text, [String(uid), ...nameOf()])
}

export function parseSubordinate(text: string, names: readonly string[]): Range[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', start = '', count = ''] = /^([^:]+):(\d{1,10}):(\d{1,10})$/.exec(line.trim()) ?? []
    return names.includes(name) && Number(count) > 0 ? [{ start: Number(start), count: Number(count) }] : []
  })
}

function nameOf(): string[] {
  try {
    return [userInfo().username]
  } catch {
    return [] // An id without a name, as containers give.
  }
}

/** The attribute by which overlayfs knows a directory that hides the lower ones. */
export function opaqueAttribute({ kind }: Ids): string {
  return kind === 'root' ? 'trusted.overlay.opaque' : 'user.overlay.opaque'
}
