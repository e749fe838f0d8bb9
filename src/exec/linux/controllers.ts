import { access, constants, readFile } from 'node:fs/promises'
import { posix } from 'node:path'

/** Folders of control groups in which this process may have groups of its own. */
export interface ControllerFolders {
  /** Of version 1: by controller, the group that this process is in. */
  readonly version1: ReadonlyMap<string, string>
  /** Of version 2: groups that give their controllers to those below them, the nearest first. */
  readonly version2: readonly string[]
}

/** Finds them by what the kernel tells of this process. */
export async function controllerFolders(): Promise<ControllerFolders> {
  const [own, mounts] = await Promise.all(
    ['/proc/self/cgroup', '/proc/self/mountinfo'].map((path) => readFile(path, 'utf8').catch(() => '')),
  )
  const { version1, version2 } = parseGroups(own ?? '', mounts ?? '')
  const usable: string[] = []
  for (const folder of version2) if (await mayMoveWithin(folder)) usable.push(folder)
  return { version1, version2: usable }
}

/** Who moves a process needs to write to the group above both its places (cgroups(7), "Delegation"). */
async function mayMoveWithin(folder: string): Promise<boolean> {
  try {
    await access(posix.join(folder, 'cgroup.procs'), constants.W_OK)
    return /\bmemory\b/.test(await readFile(posix.join(folder, 'cgroup.subtree_control'), 'utf8'))
  } catch {
    return false
  }
}

/**
 * @param own the text of /proc/self/cgroup
 * @param mountinfo the text of /proc/self/mountinfo
 */
export function parseGroups(own: string, mountinfo: string): ControllerFolders {
  const version1 = new Map<string, string>()
  const version2: string[] = []
  const mounts = mountinfo.split('\n').flatMap((line) => parseMount(line) ?? [])
  for (const line of own.split('\n')) {
    const [, names, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? []
    if (names === undefined || path === undefined) continue
    if (names === '') {
      const mount = mounts.find(({ type }) => type === 'cgroup2')
      if (mount) version2.push(...groupAndAbove(mount, path))
    }
    for (const name of names.split(',').filter(Boolean)) {
      const mount = mounts.find(({ type, options }) => type === 'cgroup' && options.includes(name))
      if (mount) version1.set(name, folderOf(mount, path))
    }
  }
  return { version1, version2 }
}

interface GroupMount {
  readonly root: string
  readonly point: string
  readonly type: string
  readonly options: readonly string[]
}

/** A line of mountinfo (proc(5)). */
function parseMount(line: string): GroupMount | undefined {
  const [before = '', after = ''] = line.split(' - ')
  const [, , , root, point] = before.split(' ')
  const [type = '', , options = ''] = after.split(' ')
  if (root === undefined || point === undefined || !type.startsWith('cgroup')) return undefined
  return { root, point, type, options: options.split(',') }
}

/** Where a group is: of a mount, a part of all groups may be to be seen. */
function folderOf({ root, point }: GroupMount, path: string): string {
  const below =
    path === root || path.startsWith(root === '/' ? '/' : `${root}/`)
      ? path.slice(root === '/' ? 0 : root.length)
      : path
  return posix.join(point, below).replace(/(?<=.)\/$/, '')
}

/** The groups above one that has processes, and, last, that of the mount itself, which may have both. */
function groupAndAbove(mount: GroupMount, path: string): string[] {
  const folders: string[] = []
  for (let at = folderOf(mount, path); at !== mount.point && at.startsWith(`${mount.point}/`);) {
    at = posix.dirname(at)
    folders.push(at)
  }
  return folders.length > 0 ? folders : [mount.point]
}
