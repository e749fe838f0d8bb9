import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { systemError } from '../../core/errors.js'
import { isLeftBehind, temporaryName } from '../../core/host/temporaryName.js'
import { controllerFolders, type ControllerFolders } from './controllers.js'

/** How much of the machine a process and all that it starts may use. */
export interface Limits {
  /** Bytes. */
  readonly memory: number
  /** Processors' worth of time. */
  readonly cpus: number
  readonly processes: number
}

/** Control groups that limit what is put into them. */
export interface ControlGroups {
  /** What they limit. */
  readonly limits: ReadonlySet<keyof Limits>
  readonly folders: readonly string[]
  /** Whether the kernel ended a process of theirs for lack of memory. */
  outOfMemory(): Promise<boolean>
  /** Removes them once nothing is in them any more. */
  remove(): Promise<void>
}

const prefix = 'oci-pack-'

/**
 * Makes control groups for some limits, as far as this user may: below this process's own with version 1, beside it or above with
 * version 2, which allows none below a group that has processes. What cannot be limited is not among `limits`.
 */
export async function makeControlGroups(limits: Limits, found?: ControllerFolders): Promise<ControlGroups> {
  const { version1, version2 } = found ?? (await controllerFolders())
  const name = `${prefix}${temporaryName()}`
  const made: string[] = []
  const set = new Set<keyof Limits>()
  for (const limit of ['memory', 'cpus', 'processes'] as const) {
    const above = version1.get(controllers[limit])
    const folder = above === undefined ? undefined : await makeGroup(above, name)
    if (folder === undefined) continue
    if (!made.includes(folder)) made.push(folder)
    if (await write(folder, settings1(limit, limits))) set.add(limit)
  }
  if (!set.has('memory')) {
    for (const above of version2) {
      const missing = (['memory', 'cpus', 'processes'] as const).filter((limit) => !set.has(limit))
      const folder = await makeGroup(above, name)
      if (folder === undefined) continue
      for (const limit of missing) if (await write(folder, settings2(limit, limits))) set.add(limit)
      if (set.has('memory')) {
        made.push(folder)
        break
      }
      await removeGroup(folder)
    }
  }
  return {
    limits: set,
    folders: made,
    async outOfMemory() {
      const texts = await Promise.all(made.flatMap((folder) => counters.map((file) => read(join(folder, file)))))
      return texts.some((text) => /^oom_kill [1-9]/m.test(text))
    },
    async remove() {
      for (const folder of made) await removeGroup(folder)
    },
  }
}

const controllers = { memory: 'memory', cpus: 'cpu', processes: 'pids' } as const
const counters = ['memory.events', 'memory.oom_control']
/** Microseconds. */
const period = 100_000

/** A file, what is written to it, and whether it may be missing: where the kernel counts no swap there is none to limit. */
type Setting = readonly [file: string, value: string, optional?: 'optional']

function settings1(limit: keyof Limits, { memory, cpus, processes }: Limits): Setting[] {
  switch (limit) {
    case 'memory':
      return [
        ['memory.limit_in_bytes', `${memory}`],
        ['memory.memsw.limit_in_bytes', `${memory}`, 'optional'],
      ]
    case 'cpus':
      return [
        ['cpu.cfs_period_us', `${period}`],
        ['cpu.cfs_quota_us', `${Math.ceil(cpus * period)}`],
      ]
    case 'processes':
      return [['pids.max', `${processes}`]]
  }
}

function settings2(limit: keyof Limits, { memory, cpus, processes }: Limits): Setting[] {
  switch (limit) {
    case 'memory':
      return [
        ['memory.max', `${memory}`],
        ['memory.swap.max', '0', 'optional'],
      ]
    case 'cpus':
      return [['cpu.max', `${Math.ceil(cpus * period)} ${period}`]]
    case 'processes':
      return [['pids.max', `${processes}`]]
  }
}

/** A new group, or undefined where this user may make none. What killed runs left is removed on the way. */
async function makeGroup(above: string, name: string): Promise<string | undefined> {
  const folder = join(above, name)
  try {
    await mkdir(folder)
  } catch (error) {
    return systemError(error).code === 'EEXIST' ? folder : undefined
  }
  for (const other of await readdir(above).catch(() => []))
    if (
      other !== name &&
      other.startsWith(prefix) &&
      (await isLeftBehind(join(above, other), other.slice(prefix.length)))
    )
      await rmdir(join(above, other)).catch(() => undefined)
  return folder
}

async function write(folder: string, settings: readonly Setting[]): Promise<boolean> {
  for (const [file, value, optional] of settings) {
    try {
      await writeFile(join(folder, file), value, { flag: 'r+' })
    } catch {
      if (!optional) return false
    }
  }
  return true
}

/** The last process may take a moment to be gone. */
async function removeGroup(folder: string): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    try {
      await rmdir(folder)
      return
    } catch (error) {
      if (systemError(error).code !== 'EBUSY') return
      await sleep(20)
    }
  }
}

function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
