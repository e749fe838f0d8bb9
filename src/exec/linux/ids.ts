import { readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { whichTool } from './tools.js'
import type { Value } from './wire.js'

/** Which ids of the host those inside a sandbox are. */
export interface Ids {
  /** `root`: the very ones; `range`: an ordinary user with subordinate ids; `single`: one id, so that all files seem to be root's. */
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
  const uidMap = mapOf(uid, await subordinate('/etc/subuid', uid))
  const gidMap = mapOf(gid, await subordinate('/etc/subgid', uid))
  const hasTools = whichTool('newuidmap') !== undefined && whichTool('newgidmap') !== undefined
  if (!hasTools || uidMap.length === 3 || gidMap.length === 3) return [single]
  return [{ kind: 'range', name: `range-${uidMap.join('-')}_${gidMap.join('-')}`, uidMap, gidMap }, single]
}

/** Ids as the helper takes them. */
export function encodeIds({ kind, uidMap, gidMap }: Ids): Value {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  return { kind, uid, gid, uidMap, gidMap }
}

/** The user's own id is root inside; the ranges follow one another from 1 on. */
function mapOf(own: number, ranges: readonly Range[]): number[] {
  const map = [0, own, 1]
  let next = 1
  for (const { start, count } of ranges) {
    map.push(next, start, count)
    next += count
  }
  return map
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
