import { randomBytes, randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { systemError } from '../errors.js'
import { hexOf } from '../digest.js'
import { sha256 } from '../hash.js'

/** Whether the process that made something lives; `unknown` where it cannot be seen from here, as in another container. */
export type MakerState = 'alive' | 'dead' | 'unknown'

/** What a temporary name tells of its maker. */
export interface Maker {
  /** Where the process id counts: a boot of a kernel, and a PID namespace of it. */
  readonly host: string
  readonly pid: number
  /** When the process began, as the kernel counts: ids are given again. `0` where no kernel tells. */
  readonly start: string
  /** When the name was given, in milliseconds since 1970. */
  readonly since: number
}

const pattern = /^([0-9a-f]{12})-(\d{1,10})-(\d{1,20})-([0-9a-z]{1,10})-[0-9a-f]{8}$/

/** A new name for something that lives no longer than this process, which can be told from it. */
export function temporaryName(): string {
  const { host, start } = self()
  return `${host}-${process.pid}-${start}-${Date.now().toString(36)}-${randomBytes(4).toString('hex')}`
}

/** Who gave a temporary name; undefined where it is none. */
export function makerOf(name: string): Maker | undefined {
  const [, host, pid, start, since] = pattern.exec(name) ?? []
  if (host === undefined || start === undefined || since === undefined) return undefined
  return { host, pid: Number(pid), start, since: Number.parseInt(since, 36) }
}

/** Whether the maker of a temporary name lives. */
export function stateOf({ host, pid, start }: Maker): MakerState {
  if (host !== self().host) return 'unknown'
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (systemError(error).code !== 'EPERM') return 'dead'
  }
  if (start === '0') return 'alive'
  const found = startOf(`${pid}`)
  if (found === undefined) return 'unknown'
  return found === start ? 'alive' : 'dead'
}

const dayInMilliseconds = 24 * 60 * 60 * 1000

/**
 * Whether a dead process left the file or folder at `path`, which was given the temporary name `name`. Where its maker cannot be seen from here, or
 * the name is none, what was not touched for a day counts as left.
 */
export async function isLeftBehind(path: string, name: string): Promise<boolean> {
  const maker = makerOf(name)
  const state = maker ? stateOf(maker) : 'unknown'
  if (state !== 'unknown') return state === 'dead'
  const touched = await lstat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => Infinity,
  )
  return Date.now() - touched > dayInMilliseconds
}

let known: Pick<Maker, 'host' | 'start'> | undefined

function self(): Pick<Maker, 'host' | 'start'> {
  known ??= process.platform === 'linux' ? onLinux() : { host: shortHash(hostname()), start: '0' }
  return known
}

function onLinux(): Pick<Maker, 'host' | 'start'> {
  try {
    // A /proc of other processes than those that `process.pid` counts among tells nothing.
    const start = readlinkSync('/proc/self') === `${process.pid}` ? startOf('self') : undefined
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1')
    if (start !== undefined) return { host: shortHash(boot + namespace('pid') + namespace('time')), start }
  } catch {
    // There is no /proc.
  }
  // Nobody can tell then whether this process lives.
  return { host: shortHash(randomUUID()), start: '0' }
}

function namespace(kind: string): string {
  try {
    return readlinkSync(`/proc/self/ns/${kind}`)
  } catch {
    return '' // This kernel has none of the kind.
  }
}

/** When a process began (proc(5), /proc/pid/stat); `ended` for one that waits to be reaped, undefined where nothing is shown of it. */
function startOf(pid: string): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The program's name, in parentheses, may hold anything.
    const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return /^[ZX]/.test(state) ? 'ended' : fields[18]
  } catch {
    return undefined
  }
}

function shortHash(text: string): string {
  return hexOf(sha256(text)).slice(0, 12)
}
