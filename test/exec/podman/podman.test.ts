import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bytesOfText } from '../../../src/core/bytes.js'
import type { Mount } from '../../../src/exec/executor.js'
import { hostsFile } from '../../../src/exec/linux/hosts.js'
import { podmanExecutor } from '../../../src/exec/podman/podman.js'
import { dockerArchive } from '../../../src/export/dockerArchive.js'
import { hasCommand } from '../../support/command.js'
import { type Changes, Execution, type Ran } from '../../support/execution.js'
import { temporaryFolder } from '../../support/folder.js'
import { needs } from '../../support/needs.js'
import { Podman } from '../../support/podman.js'

const folder = temporaryFolder()
const execution = await Execution.open(folder)
const podman = new Podman(join(folder, 'podman'))

describe.runIf(needs('podman', hasCommand('podman') && hasCommand('runc')))('a container of Podman', () => {
  const executor = podmanExecutor({
    ...execution.tools,
    archiveOf: (image) => dockerArchive(image, [], 0),
    env: podman.env,
  })
  afterAll(async () => {
    await executor.close?.()
    // An ordinary user cannot remove what belongs to the users of a container.
    if (process.getuid?.() !== 0) await podman.runOk('unshare', 'rm', '-rf', join(execution.tools.store.dir, 'mounts'))
    expect(await podman.runOk('ps', '--all', '--quiet')).toBe('')
    expect(await podman.runOk('images', '--all', '--quiet')).toBe('')
    expect(readdirSync(join(execution.tools.store.dir, 'work'))).toEqual([])
  })
  const run = (script: string, changes?: Changes): Promise<Ran> => execution.run(executor, script, changes)

  it('shows output and status of the program', async () => {
    expect(await run('echo out; echo err >&2; exit 3')).toMatchObject({
      exit: { status: 3 },
      stdout: 'out\n',
      stderr: 'err\n',
      entries: [],
    })
    expect((await run('sh -c "kill -9 \\$\\$"')).exit).toEqual({ status: 137 })
    expect((await run('exit 125')).exit).toEqual({ status: 125 })
    expect((await run('', { argv: ['missing'] })).exit).toEqual({ status: 127 })
  })

  it('hands the environment over as it is, and nothing of the host', async () => {
    const env = [
      'PATH=/usr/bin:/bin',
      'HOSTNAME=box',
      'HOME=/h',
      'A=b  c\nd$e',
      'LD_PRELOAD=',
      'EMPTY=',
      `Q='" # x`,
      ' Z=1',
    ]
    const { stdout } = await run('', { argv: ['env', '-0'], env })
    expect(stdout.split('\0').filter(Boolean).sort()).toEqual([...env].sort())
  })

  it('has standard streams that can be opened anew', async () => {
    expect(await run('cat; echo one > /dev/stdout; echo two > /dev/stderr')).toMatchObject({
      stdout: 'one\n',
      stderr: 'two\n',
    })
  })

  it('makes the working directory where it is missing', async () => {
    expect(await run('pwd', { cwd: '/a/b' })).toMatchObject({
      stdout: '/a/b\n',
      entries: ['directory a', 'directory a/b'],
    })
  })

  it('runs as another user, with his groups and files and no rights of root', async () => {
    const user = { uid: 65534, gid: 65534, groups: [7] }
    const { stdout, entries } = await run(
      'id -u; id -G; sed -n "/CapEff\\|CapPrm\\|CapAmb/p" /proc/self/status; echo x > /tmp/x; echo y > /y',
      { user },
    )
    expect(stdout).toBe(
      `65534\n65534 7\n${['CapPrm', 'CapEff', 'CapAmb'].map((name) => `${name}:\t${'0'.repeat(16)}\n`).join('')}`,
    )
    expect(entries).toEqual([])
    expect((await run('echo x > /tmp/x; chmod 600 /tmp/x', { user })).entries).toEqual([
      'directory tmp',
      'file tmp/x "x\\n" 65534:65534',
    ])
  })

  it('has the rights that Docker leaves to root, or all of them', async () => {
    const script = 'sed -n "/CapEff/p" /proc/self/status'
    expect((await run(script)).stdout).toBe('CapEff:\t00000000a80425fb\n')
    expect((await run(script, { security: 'insecure' })).stdout).not.toBe('CapEff:\t00000000a80425fb\n')
  })

  it('makes a layer of what changed', async () => {
    const { entries } = await run(`
      rm /etc/group; rm -r /root; mkdir /root; echo new > /root/file
      echo a > /a; ln /a /b; ln -s /a /c; mkdir -p /d/e; rm -r /tmp; ln -s d /tmp; : > /d/.f
      mkdir /h; echo h > /h-; ln /h- /h/h; printf '\\303\\050' > /d/e/bytes; : > "$(printf '/d/\\377')"`)
    expect(entries).toEqual([
      'file a "a\\n"',
      'link b -> a',
      'symlink c -> /a',
      'directory d',
      'file d/.f',
      'directory d/e',
      'file d/e/bytes "\ufffd("',
      'file d/\xff',
      'directory etc',
      'file etc/.wh.group',
      'directory h',
      'file h/h "h\\n"',
      'link h- -> h/h',
      'directory root',
      'file root/file "new\\n"',
      'symlink tmp -> d',
    ])
  })

  it('makes a layer of nothing of nothing', async () => {
    expect(await run('true')).toMatchObject({ exit: { status: 0 }, entries: [] })
  })

  it('starts from layers in their order', async () => {
    const lower = execution.layer([
      { name: 'x', type: 'dir' },
      { name: 'x/one' },
      { name: 'x/two' },
      { name: 'y', type: 'dir' },
      { name: 'y/one' },
    ])
    const upper = execution.layer([
      { name: 'x', type: 'dir' },
      { name: 'x/.wh.one' },
      { name: 'y', type: 'dir' },
      { name: 'y/.wh..wh..opq' },
      { name: 'y/two' },
    ])
    expect((await run('ls /x /y', { above: [lower, upper] })).stdout).toBe('/x:\ntwo\n\n/y:\ntwo\n')
    expect((await run('ls /x /y', { above: [lower, upper, lower] })).stdout).toBe('/x:\none\ntwo\n\n/y:\none\ntwo\n')
  })

  it('has the hosts, network, memory and limits that it is told', async () => {
    const { stdout } = await run(
      'cat /etc/hosts; sed -n "3,\\$p" /proc/net/dev | sed "s/:.*//"; uname -n; ulimit -n; ulimit -H -n; stat -f -c "%b %S" /dev/shm',
      {
        extraHosts: [{ name: 'db', address: 'fd00::1' }],
        network: 'none',
        shmSize: 1 << 20,
        ulimits: [
          { name: 'nofile', soft: 100, hard: 200 },
          { name: 'nproc', soft: 500, hard: 1000 },
        ],
      },
    )
    expect((await run('cat /etc/hosts')).stdout).toBe(hostsFile({ hostname: 'buildkitsandbox', extraHosts: [] }))
    expect(stdout).toMatch(
      /^127\.0\.0\.1\tlocalhost buildkitsandbox\n::1\t.*\nfd00::1\tdb\n +lo\nbuildkitsandbox\n100\n200\n256 4096\n$/,
    )
  })

  it('reaches a socket of this machine', async () => {
    const path = join(folder, 'echo.socket')
    const server = createServer((socket) => socket.pipe(socket)).listen(path)
    const talk = 'print $s "said\\n"; print "heard ", scalar <$s>'
    const { stdout } = await run(
      `stat -c '%u:%g %a' /run/s; perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new("/run/s"); ${talk}'`,
      {
        mounts: [
          { type: 'host', source: '/usr', target: '/usr', readOnly: true },
          { type: 'socket', socket: path, target: '/run/s', uid: 3, gid: 4, mode: 0o600 },
        ],
      },
    )
    server.close()
    expect(stdout).toBe('3:4 600\nheard said\n')
  })

  it('ends with all it has started when it is stopped', async () => {
    const stop = new AbortController()
    const started = run('echo started; trap "" TERM INT; sleep 1000 & while :; do sleep 1; done', {
      signal: stop.signal,
      onOutput: () => stop.abort(),
    })
    await expect(started).rejects.toMatchObject({ code: 'aborted' })
    expect(await podman.runOk('ps', '--all', '--quiet')).toBe('')
    expect(readdirSync('/dev/shm').filter((name) => name.startsWith('oci-pack'))).toEqual([])
  })

  describe('mounts', () => {
    const owned = { uid: 7, gid: 8, mode: 0o440 }
    const parts = async (): Promise<Mount[]> => {
      const source = join(folder, 'a host,"folder"')
      mkdirSync(source)
      writeFileSync(join(source, 'in'), 'in\n')
      const layers = [
        execution.layer([
          { name: 'd', type: 'dir' },
          { name: 'd/f', uid: 5, gid: 6, mode: 0o640, body: Buffer.from('in a tree\n') },
          { name: 'single', uid: 5, mode: 0o600, body: Buffer.from('single\n') },
        ]),
      ]
      const tree = await execution.tree(layers)
      const part = (path: string): { layers: typeof layers; tree: typeof tree; path: string } => ({
        layers,
        tree,
        path: bytesOfText(path),
      })
      return [
        { type: 'host', source, target: '/m/rw', readOnly: false },
        { type: 'host', source, target: '/m/ro', readOnly: true },
        { type: 'bind', source: part(''), target: '/m/tree', readOnly: true },
        { type: 'bind', source: part('d'), target: '/m/folder', readOnly: false },
        { type: 'bind', source: part('single'), target: '/m/file', readOnly: true },
        { type: 'tmpfs', target: '/m/memory', size: 65536, readOnly: false },
        { type: 'tmpfs', target: '/etc', readOnly: false },
        { type: 'file', target: '/m/secret', bytes: Buffer.from('secret\n'), ...owned },
      ]
    }

    it('are there, and enter no layer', async () => {
      const { stdout, exit, entries } = await run(
        `cat /m/ro/in; cat /m/rw/in > /m/rw/out; echo x > /m/ro/no || echo refused
        cat /m/tree/single /m/tree/d/f; stat -c '%u:%g %a' /m/tree/d/f; rm /m/tree/d/f || echo refused
        cat /m/folder/f; echo new > /m/folder/f; echo new > /m/folder/g; cat /m/folder/f
        cat /m/file; stat -c '%u:%g %a' /m/file
        stat -c %a /m/memory; head -c 70000 /dev/zero > /m/memory/x || echo full; ls /etc
        cat /m/secret; stat -c '%u:%g %a' /m/secret; echo x > /m/secret || echo refused`,
        { mounts: await parts() },
      )
      expect(stdout.split('\n')).toEqual([
        ...['in', 'refused', 'single', 'in a tree', '5:6 640', 'refused', 'in a tree', 'new', 'single', '5:0 600'],
        ...['1777', 'full', 'hostname', 'hosts', 'resolv.conf', 'secret', '7:8 440', 'refused', ''],
      ])
      expect({ exit, entries }).toEqual({ exit: { status: 0 }, entries: [] })
      expect(readdirSync(join(folder, 'a host,"folder"')).sort()).toEqual(['in', 'out'])
    })

    it('are caches that stay, in the store, for whom they are shared with', async () => {
      const layers = [
        execution.layer([
          { name: 'd', type: 'dir', uid: 5, mode: 0o711 },
          { name: 'd/f', uid: 6, body: Buffer.from('first\n') },
        ]),
      ]
      const source = { layers, tree: await execution.tree(layers), path: 'd' }
      const empty = {
        type: 'cache',
        id: 'a/b',
        target: '/c',
        sharing: 'locked',
        readOnly: false,
        uid: 7,
        gid: 8,
        mode: 0o750,
      } as const
      const filled = { ...empty, id: 'filled', target: '/f', sharing: 'private', source } as const
      const mounts = [empty, filled]
      const { stdout, entries } = await run(
        "stat -c '%u:%g %a' /c /f /f/f; cat /f/f; echo more > /c/kept; echo changed > /f/f",
        { mounts },
      )
      expect(stdout).toBe('7:8 750\n5:0 711\n6:0 755\nfirst\n')
      expect(entries).toEqual([])
      expect(
        (
          await run('cat /c/kept /f/f; echo x > /c/kept || echo refused', {
            mounts: [{ ...empty, readOnly: true }, filled],
          })
        ).stdout,
      ).toBe('more\nchanged\nrefused\n')
      // One that is taken: another for who wants it alone, the same for those who share it.
      const pair = await Promise.all([
        run('cat /f/f; while [ ! -e /c/go ]; do sleep 0.1; done', {
          mounts: [{ ...empty, sharing: 'shared' }, filled],
        }),
        run('cat /f/f; : > /c/go', { mounts: [{ ...empty, sharing: 'shared' }, filled] }),
      ])
      expect(pair.map(({ stdout: text }) => text).sort()).toEqual(['changed\n', 'first\n'])
    })
  })
})
