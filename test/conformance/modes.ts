import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { hasCommand } from '../support/command.js'
import { projectRoot } from '../support/paths.js'

/** The ways in which RUN is executed here, as a case names them where it cannot be served by one. */
export type ModeName = 'builtin' | 'namespaces' | 'chroot' | 'subordinate' | 'single'

/** One way to execute RUN: by which executor, and as whom. */
export interface Mode {
  readonly name: ModeName
  readonly title: string
  readonly runWith: 'builtin' | 'namespaces' | 'chroot'
  /** An ordinary user that root becomes. */
  readonly user?: 'with subordinate ids' | 'with a single id'
}

const isRoot = process.getuid?.() === 0

/** What root can do, or else the user that the tests run as. */
export const modes: readonly Mode[] = [
  { name: 'builtin', title: 'as data', runWith: 'builtin' },
  ...(isRoot ? ofRoot() : [ofThisUser()]),
]

function ofRoot(): Mode[] {
  return [
    { name: 'namespaces', title: 'in namespaces', runWith: 'namespaces' },
    { name: 'chroot', title: 'by chroot', runWith: 'chroot' },
    {
      name: 'subordinate',
      title: 'in namespaces of a user with subordinate ids',
      runWith: 'namespaces',
      user: 'with subordinate ids',
    },
    {
      name: 'single',
      title: 'in namespaces of a user with a single id',
      runWith: 'namespaces',
      user: 'with a single id',
    },
  ]
}

function ofThisUser(): Mode {
  const { username, uid } = userInfo()
  const owners = existsSync('/etc/subuid') ? readFileSync('/etc/subuid', 'latin1').match(/^[^:\n]+/gm) : []
  const name = owners?.some((owner) => owner === username || owner === String(uid)) ? 'subordinate' : 'single'
  return { name, title: 'in namespaces of this user', runWith: 'namespaces' }
}

/** Ids of the ordinary user that root becomes; nobody's on any machine, hopefully. */
export const ordinaryId = 43210

/** Whether root can become an ordinary user that has the subordinate ids which a test gives it. */
export const canBecomeOrdinary =
  hasCommand('setpriv') && hasCommand('newuidmap') && ['/etc/subuid', '/etc/subgid'].every((path) => existsSync(path))

/**
 * Prefix for a command that makes it run as an ordinary user: with lists of users and of subordinate ids that are its own, and the
 * project, at a place that all can reach, as the working directory. `folder` is for these.
 */
export function asOrdinary(folder: string, user: NonNullable<Mode['user']>): string[] {
  mkdirSync(join(folder, 'project'), { recursive: true })
  for (const name of ['passwd', 'group']) copyFileSync(join('/etc', name), join(folder, name))
  writeFileSync(join(folder, 'passwd'), `ordinary:x:${ordinaryId}:${ordinaryId}::/:/bin/sh\n`, { flag: 'a' })
  writeFileSync(join(folder, 'group'), `ordinary:x:${ordinaryId}:\n`, { flag: 'a' })
  const ranges = user === 'with subordinate ids' ? 'ordinary:500000:65536\n' : ''
  for (const name of ['subuid', 'subgid']) writeFileSync(join(folder, name), ranges)
  const script = `
    for name in passwd group subuid subgid; do mount --bind "$0/$name" "/etc/$name"; done
    mount --bind "$1" "$0/project"
    cd "$0/project"
    shift
    exec setpriv --reuid ${ordinaryId} --regid ${ordinaryId} --clear-groups -- "$@"`
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-euc', script, folder, projectRoot]
}
