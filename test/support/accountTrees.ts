import fc from 'fast-check'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { Directory } from '../../src/rootfs/node.js'
import { directory, file, tree } from './trees.js'

/** The version of a Debian package that this machine has; empty where it has none. */
export function packageVersion(name: string): string {
  try {
    return execFileSync('dpkg-query', ['-W', '-f', '${Version}', name], {
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString()
  } catch {
    return ''
  }
}

function hostFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const loginDefs = hostFile('/etc/login.defs')
const userDefaults = hostFile('/etc/default/useradd')
const packages = ['passwd', 'adduser'].map(
  (name) => `Package: ${name}\nStatus: install ok installed\nVersion: ${packageVersion(name)}\n`,
)

export interface AccountTreeOptions {
  readonly users?: readonly { readonly name: string; readonly uid: number }[]
  readonly groups?: readonly { readonly name: string; readonly gid: number }[]
  /** What /etc/subuid and /etc/subgid hold; false where they are missing. */
  readonly subordinate?: string | false
}

/** A Debian image as far as the programs for accounts look at it. */
export function accountTree({ users = [], groups = [], subordinate = '' }: AccountTreeOptions = {}): Directory {
  const lines = <T>(entries: readonly T[], line: (entry: T) => string): string =>
    entries.map((entry) => `${line(entry)}\n`).join('')
  const allUsers = [{ name: 'root', uid: 0 }, { name: 'daemon', uid: 1 }, ...users, { name: 'nobody', uid: 65534 }]
  const allGroups = [
    { name: 'root', gid: 0 },
    { name: 'audio', gid: 29 },
    { name: 'users', gid: 100 },
    ...groups,
    { name: 'nogroup', gid: 65534 },
  ]
  return tree({
    w: directory(),
    home: directory({ mtime: 11 }),
    run: directory({ mtime: 12 }),
    'etc/passwd': file(
      lines(allUsers, ({ name, uid }) => `${name}:x:${uid}:${uid}:${name}:/${name}:/bin/sh`),
      { mtime: 21 },
    ),
    'etc/group': file(
      lines(allGroups, ({ name, gid }) => `${name}:x:${gid}:${name === 'audio' ? 'daemon' : ''}`),
      { mtime: 22 },
    ),
    'etc/shadow': file(
      lines(allUsers, ({ name }) => `${name}:*:19000:0:99999:7:::`),
      { mode: 0o640, gid: 42, mtime: 23 },
    ),
    'etc/gshadow': file(
      lines(allGroups, ({ name }) => `${name}:*::${name === 'audio' ? 'daemon' : ''}`),
      { mode: 0o640, gid: 42, mtime: 24 },
    ),
    'etc/.pwd.lock': file('', { mode: 0o600, mtime: 25 }),
    ...(subordinate === false
      ? {}
      : { 'etc/subuid': file(subordinate, { mtime: 26 }), 'etc/subgid': file(subordinate, { mtime: 27 }) }),
    'etc/login.defs': file(loginDefs),
    'etc/default/useradd': file(userDefaults),
    'etc/adduser.conf': file(hostFile('/etc/adduser.conf')),
    'etc/skel': directory({ mtime: 31 }),
    'etc/skel/.bashrc': file('# bashrc\n', { mtime: 32 }),
    'etc/skel/.profile': file('# profile\n', { mode: 0o600, mtime: 33 }),
    'var/lib/dpkg/status': file(packages.join('\n')),
    'opt/shell': file('#!/bin/sh\n', { mode: 0o755 }),
  })
}

const ids = fc.constantFrom(1, 99, 100, 101, 102, 500, 997, 998, 999, 1000, 1001, 1500, 59999, 60000, 70000)
const names = fc.constantFrom('app', 'dev', 'svc', 'web')

/** Such images with other users and groups. */
export const accountTreeArbitrary: fc.Arbitrary<Directory> = fc
  .record({
    users: fc.uniqueArray(fc.record({ name: names, uid: ids }), { maxLength: 3, selector: ({ name }) => name }),
    groups: fc.uniqueArray(fc.record({ name: names, gid: ids }), { maxLength: 3, selector: ({ name }) => name }),
    subordinate: fc.constantFrom('', 'x:100000:65536\n', 'x:300000:10\ny:100000:65536\n', false as const),
  })
  .map(accountTree)
