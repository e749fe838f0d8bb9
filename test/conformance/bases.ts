import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Files } from './case.js'
import { tarOf } from './files.js'
import { setxattrProgram } from './setxattr.js'

interface Base {
  readonly layers: readonly Files[]
  readonly config?: Record<string, unknown>
  readonly history?: readonly Record<string, unknown>[]
}

const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const passwd =
  'root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001:App:/home/app:/bin/sh\nmail:x:8:12::/var/mail:/bin/false\n'
const group = 'root:x:0:\nstaff:x:50:app\napp:x:1001:\nmail:x:12:\n'

const users: Files = { etc: { dir: 0o755 }, 'etc/passwd': passwd, 'etc/group': group }

/** What the commands of RUN are in `shell`: names of one program. */
const applets = (
  'sh awk cat chgrp chmod chown chroot cmp cp cut date dd df dirname du echo env expr find grep groups head hostname id ip kill ln ls ' +
  'mkdir mkfifo mknod mktemp mount mv nc od printf ps pwd readlink realpath rm rmdir sed seq setpriv sleep sort stat su syslogd ' +
  'tail tar tee test touch tr true truncate tty umount uname uniq wc whoami xargs'
).split(' ')

/**
 * A static BusyBox, the program of `shell` (Debian: busybox-static). Its bytes are no part of what is compared; where there is
 * none, an empty program stands in, for the commands that are applied as data execute nothing and yet look for one.
 */
const busyboxPath = process.env['CONFORMANCE_BUSYBOX'] ?? '/bin/busybox'
export const hasBusybox = existsSync(busyboxPath)
const busybox = hasBusybox ? readFileSync(busyboxPath) : '\x7fELF'

/** The images that cases are built from, as `conformance/NAME:1`. */
const bases: Readonly<Record<string, Base>> = {
  /** One file and no configuration: what has no layer at all Docker cannot save. */
  small: { layers: [{ 'in-the-base': '' }] },
  /** A tree with all that COPY and ADD can stumble over. */
  tree: {
    layers: [
      {
        bin: { link: 'usr/bin' },
        etc: { dir: 0o755 },
        'etc/passwd': passwd,
        'etc/group': group,
        'etc/motd': 'first\n',
        home: { dir: 0o755 },
        'home/app': { dir: 0o750, owner: [1000, 1001] },
        'home/app/.profile': { file: 'umask 022\n', owner: [1000, 1001] },
        opt: { dir: 0o755 },
        'opt/data': { dir: 0o755 },
        'opt/data/a': 'a\n',
        'opt/data/deep': { dir: 0o711, owner: [8, 12] },
        'opt/data/deep/b': { file: 'b\n', mode: 0o600, owner: [8, 12] },
        'opt/gone': { dir: 0o755 },
        'opt/gone/x': 'x\n',
        'opt/again': { dir: 0o755 },
        'opt/again/old': 'old\n',
        run: { dir: 0o755 },
        srv: { dir: 0o755 },
        'srv/abs': { link: '/opt/data' },
        'srv/rel': { link: '../opt/data' },
        'srv/out': { link: '../../../../opt/data' },
        'srv/dangling': { link: '/opt/nowhere' },
        'srv/loop': { link: 'loop' },
        'srv/file': { link: '../etc/motd' },
        tmp: { dir: 0o1777 },
        usr: { dir: 0o755 },
        'usr/bin': { dir: 0o755 },
        'usr/bin/tool': { file: 'tool\n', mode: 0o4755 },
        'usr/bin/tool2': { hardLink: 'usr/bin/tool' },
        var: { dir: 0o755 },
        'var/run': { link: '/run' },
        'var/mail': { dir: 0o2775, owner: [0, 12] },
      },
      {
        etc: { dir: 0o755 },
        'etc/motd': 'second\n',
        opt: { dir: 0o755 },
        'opt/.wh.gone': '',
        'opt/again': { dir: 0o700 },
        'opt/again/.wh..wh..opq': '',
        'opt/again/new': 'new\n',
      },
    ],
    config: { Env: [path] },
  },
  /** Every field of a configuration. */
  config: {
    layers: [users, { work: { dir: 0o755 }, 'work/file': 'in the base\n' }],
    config: {
      User: 'app',
      Env: [path, 'LANG=C', 'BASE=from base', 'EMPTY='],
      Entrypoint: ['/entry', 'base'],
      Cmd: ['base-cmd'],
      WorkingDir: '/work',
      Labels: { base: 'yes', shared: 'base' },
      ExposedPorts: { '80/tcp': {} },
      Volumes: { '/vol': {} },
      StopSignal: 'SIGQUIT',
      Healthcheck: { Test: ['CMD', '/check'], Interval: 5_000_000_000, Retries: 2 },
      Shell: ['/bin/ash', '-c'],
    },
    history: [
      { created_by: 'layer 0 of config' },
      { created_by: 'ENV BASE=from base', empty_layer: true },
      { created_by: 'COPY file', comment: 'buildkit.dockerfile.v0' },
      { created_by: 'CMD ["base-cmd"]', empty_layer: true },
    ],
  },
  /** What a child's FROM executes. */
  onbuild: {
    layers: [users],
    config: {
      Env: [path],
      OnBuild: ['ARG WHO=nobody', 'ENV GREETS=$WHO', 'COPY --chown=app file /from-onbuild/', 'WORKDIR /from-onbuild'],
    },
  },
  /** A shell, for RUN. */
  shell: {
    layers: [
      {
        bin: { dir: 0o755 },
        'bin/busybox': { file: busybox, mode: 0o755 },
        'bin/setxattr': { file: setxattrProgram(), mode: 0o755 },
        ...Object.fromEntries(applets.map((name) => ['bin/' + name, { link: 'busybox' }])),
        dev: { dir: 0o755 },
        etc: { dir: 0o755 },
        'etc/passwd': passwd,
        'etc/group': group,
        proc: { dir: 0o755 },
        sys: { dir: 0o755 },
        tmp: { dir: 0o1777 },
        opt: { dir: 0o755 },
        'opt/old': { dir: 0o755 },
        'opt/old/a': 'a\n',
        'opt/old/b': 'b\n',
        'opt/tool': 'tool\n',
      },
    ],
    config: { Env: [path], Cmd: ['sh'] },
  },
}

export const baseNames = Object.keys(bases)

export function baseTag(name: string): string {
  return `conformance/${name}:1`
}

/** The image as `docker save` would write it. */
export function baseArchive(name: string): Buffer {
  const base = bases[name]
  if (!base) throw new Error(`no base ${name}`)
  const layers = base.layers.map((files) => tarOf(files))
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      created: '1976-05-03T19:33:20Z',
      config: base.config ?? {},
      history: base.history ?? layers.map((_, i) => ({ created_by: `layer ${i} of ${name}` })),
      rootfs: { type: 'layers', diff_ids: layers.map((layer) => 'sha256:' + hex(layer)) },
    }),
  )
  const blob = (data: Buffer) => 'blobs/sha256/' + hex(data)
  const manifest = [{ Config: blob(config), RepoTags: [baseTag(name)], Layers: layers.map(blob) }]
  return tarOf({
    'manifest.json': JSON.stringify(manifest),
    ...Object.fromEntries([config, ...layers].map((data) => [blob(data), { file: data }])),
  })
}

function hex(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
