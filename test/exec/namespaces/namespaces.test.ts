import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { removeTree } from '../../../src/api/removeTree.js'
import { namespacesExecutor } from '../../../src/exec/namespaces/namespaces.js'
import { probeAsAnother, probeNamespaces } from '../../../src/exec/namespaces/probe.js'
import { OciPackError } from '../../../src/core/errors.js'
import { layerIndex } from '../../../src/store/layers.js'
import { type Changes, Execution, type Ran } from '../../support/execution.js'
import { temporaryFolder } from '../../support/folder.js'
import { needs } from '../../support/needs.js'

const folder = temporaryFolder()
const here = await Execution.open(folder)
const { store } = here.tools
const executor = namespacesExecutor(here.tools)
const probe = await probeNamespaces(store)
const hasManyIds = probe.works && probe.ids.kind !== 'single'

const run = (script: string, changes: Changes = {}): Promise<Ran> => here.run(executor, script, changes)
const layerOf = here.layer.bind(here)

describe.runIf(needs('the right to make namespaces', probe.works))('a sandbox', () => {
  it('shows output, status and signal of the program', async () => {
    expect(await run('echo out; echo err >&2; exit 3')).toEqual({
      exit: { status: 3 },
      stdout: 'out\n',
      stderr: 'err\n',
      entries: [],
    })
    // The program is process 1, as it is for Docker: nobody inside can end it against its will.
    expect((await run('kill -9 $$; exit 4')).exit).toEqual({ status: 4 })
    expect((await run("sh -c 'kill -9 $$'; exit $?")).exit).toEqual({ status: 137 })
    expect((await run('', { argv: ['missing'] })).exit).toEqual({ status: 127 })
  })

  it('hands the environment over as it is, and nothing else', async () => {
    const env = ['PATH=/usr/bin:/bin', 'A=b  c\nd$e', 'LD_PRELOAD=', 'EMPTY=', `QUOTE='"`]
    const { stdout } = await run('', { argv: ['env', '-0'], env })
    expect(stdout.split('\0').filter(Boolean).sort()).toEqual([...env].sort())
  })

  it('has standard streams that can be opened anew', async () => {
    for (const uid of [0, 1000]) {
      const user = { uid, gid: uid, groups: [] }
      expect(await run('cat; echo one > /dev/stdout; echo two > /dev/stderr', { user })).toMatchObject({
        stdout: 'one\n',
        stderr: 'two\n',
      })
    }
  })

  it('makes the working directory where it is missing', async () => {
    expect(await run('pwd', { cwd: '/a/b' })).toMatchObject({
      stdout: '/a/b\n',
      entries: ['directory a', 'directory a/b'],
    })
  })

  it.runIf(needs('subordinate ids', hasManyIds))('runs as another user, with his groups and files', async () => {
    const user = { uid: 65534, gid: 65534, groups: [7] }
    const { stdout, entries } = await run('id -u; id -G; echo x > /tmp/x; echo y > /y', { user })
    expect(stdout).toBe('65534\n65534 7\n')
    expect(entries).toEqual([])
    expect((await run('echo x > /tmp/x; chmod 600 /tmp/x', { user })).entries).toEqual([
      'directory tmp',
      'file tmp/x "x\\n" 65534:65534',
    ])
    expect((await run('chown 33:34 /etc/group')).entries.at(-1)).toMatch(/^file etc\/group .* 33:34$/)
  })

  it('makes a layer of what changed', async () => {
    const { entries } = await run(`
      rm /etc/group; rm -r /root; mkdir /root; echo new > /root/file
      echo a > /a; ln /a /b; ln -s /a /c; mkdir -p /d/e; rm -r /tmp; ln -s d /tmp; : > /d/.f`)
    expect(entries).toEqual([
      'file a "a\\n"',
      'link b -> a',
      'symlink c -> /a',
      'directory d',
      'file d/.f',
      'directory d/e',
      'directory etc',
      'file etc/.wh.group',
      'directory root',
      'file root/.wh..wh..opq',
      'file root/file "new\\n"',
      'symlink tmp -> d',
    ])
  })

  it('tells all files that are gone, and takes them for no names of each other', async () => {
    expect((await run('rm /etc/group /etc/passwd')).entries).toEqual([
      'directory etc',
      'file etc/.wh.group',
      'file etc/.wh.passwd',
    ])
  })

  it('has the loopback alone where there is no network', async () => {
    const { stdout } = await run('cat /proc/net/dev; cat /sys/class/net/lo/flags', { network: 'none' })
    expect(stdout.match(/^ *\w+(?=:)/gm)?.map((name) => name.trim())).toEqual(['lo'])
    // IFF_UP, IFF_LOOPBACK
    expect(stdout).toMatch(/^0x9$/m)
  })

  it('lays whiteouts and opaque directories of layers over each other', async () => {
    const lower = layerOf([
      { name: 'x', type: 'dir' },
      { name: 'x/one' },
      { name: 'x/two' },
      { name: 'y', type: 'dir' },
      { name: 'y/one' },
    ])
    const upper = layerOf([
      { name: 'x', type: 'dir' },
      { name: 'x/.wh.one' },
      { name: 'y', type: 'dir' },
      { name: 'y/.wh..wh..opq' },
      { name: 'y/two' },
    ])
    expect((await run('ls /x /y', { above: [lower, upper] })).stdout).toBe('/x:\ntwo\n\n/y:\ntwo\n')
    expect((await run('ls /x /y', { above: [lower, upper, lower] })).stdout).toBe(
      '/x:\none\ntwo\n\n/y:\none\n' + 'two\n',
    )
  })

  it('takes more layers than fit a page by their names', async () => {
    const above = Array.from({ length: 80 }, (_, i) =>
      layerOf([{ name: `file${i}` }, { name: 'last', body: Buffer.from(`${i}\n`) }]),
    )
    expect((await run('ls -d /file* | wc -l; cat /last', { above })).stdout.replaceAll(' ', '')).toBe('80\n79\n')
  })

  it('mounts what the request says, and keeps it out of the layer', async () => {
    const source = join(folder, 'mounted')
    mkdirSync(source)
    writeFileSync(join(source, 'in'), 'in\n')
    const mounts = [
      { type: 'host', source, target: '/mnt/rw', readOnly: false },
      { type: 'host', source, target: '/mnt/ro', readOnly: true },
    ] as const
    const { stdout, entries } = await run(
      'cat /mnt/ro/in; cat /mnt/rw/in > /mnt/rw/out; echo x > /mnt/ro/no || echo refused',
      { mounts },
    )
    expect(stdout).toBe('in\nrefused\n')
    expect(entries).toEqual([])
    expect(readdirSync(source).sort()).toEqual(['in', 'out'])
  })

  it('names the hosts that it is told', async () => {
    const { stdout } = await run('cat /etc/hosts', { extraHosts: [{ name: 'db', address: '10.0.0.1' }] })
    expect(stdout).toMatch(/^127\.0\.0\.1\tlocalhost/)
    expect(stdout).toMatch(/^10\.0\.0\.1\tdb$/m)
  })

  it('ends with all it has started when it is stopped, and leaves nothing behind', async () => {
    const stop = new AbortController()
    const started = run('echo started; sleep 1000 & sleep 1000', {
      signal: stop.signal,
      onOutput: () => stop.abort(),
    })
    await expect(started).rejects.toMatchObject({ code: 'aborted' })
    expect(readdirSync(join(store.dir, 'work'))).toEqual([])
  })
})

describe.runIf(probe.works)('nobody gets out of a sandbox', () => {
  it.each([
    ['files of the host', () => `cat '${join(folder, 'base', 'oci-layout')}'`],
    ["the host by process 1's root", () => `ls '/proc/1/root/${folder}'`],
    ["the host by process 1's folder", () => `ls '/proc/1/cwd/../../../../../${folder}'`],
    ["the host by process 1's files", () => 'for fd in /proc/1/fd/*; do test -d "$fd" && exit 0; done; exit 1'],
    ["the kernel's settings", () => 'echo x > /proc/sys/kernel/hostname'],
    ['what the machine is made of', () => 'echo x > /sys/kernel/notes'],
    ['process 1', () => 'kill -9 1 && sleep 1 && test ! -e /proc/1'],
    [
      'the processes of the host',
      () => `test -e /proc/${process.pid}/exe && tr '\\0' ' ' < /proc/${process.pid}/cmdline | sed -n '/node/!q1'`,
    ],
  ])('to %s', async (_, script) => {
    const { exit } = await run(script())
    expect(exit).not.toEqual({ status: 0 })
  })

  it('by links in a layer', async () => {
    const outside = join(folder, 'outside')
    mkdirSync(outside)
    writeFileSync(join(outside, 'kept'), 'kept')
    const hostile = layerOf([
      { name: 'out', type: 'symlink', target: outside },
      { name: 'out/new', body: Buffer.from('new\n') },
      { name: 'out/kept', body: Buffer.from('changed') },
      { name: 'rel', type: 'symlink', target: '../../../../../../../../tmp' },
      { name: 'rel/x' },
    ])
    expect((await run('cat /out/new', { above: [hostile] })).stdout).toBe('new\n')
    expect(readdirSync(outside)).toEqual(['kept'])
    expect(readFileSync(join(outside, 'kept'), 'utf8')).toBe('kept')
  })

  it('by a mount on a link to the host', async () => {
    const source = join(folder, 'source')
    const trap = join(folder, 'trap')
    mkdirSync(source)
    mkdirSync(trap)
    const link = layerOf([{ name: 'link', type: 'symlink', target: trap }])
    const { exit } = await run('echo x > /link/x', {
      above: [link],
      mounts: [{ type: 'host', source, target: '/link', readOnly: false }],
    })
    expect(exit).toEqual({ status: 0 })
    expect([readdirSync(trap), readdirSync(source)]).toEqual([[], ['x']])
  })
})

describe('what cannot be served is declined', () => {
  it('another platform', async () => {
    const request = await here.request('true', { platform: { os: 'linux', architecture: 's390x' } })
    expect(await executor.offer(request)).toMatchObject({
      serves: false,
      why: expect.stringMatching(/linux\/s390x/) as string,
    })
  })

  it.runIf(probe.works)('a layer whose bytes are not what its DiffID says', async () => {
    const layer = layerOf([{ name: 'x', body: Buffer.from('whole') }])
    await layerIndex(store, layer)
    const path = join(folder, 'damaged')
    const bytes = readFileSync((await layer.locate()).path)
    bytes[512] = 0
    writeFileSync(path, bytes)
    const damaged = { ...layer, locate: () => Promise.resolve({ path, offset: 0 }) }
    const error: unknown = await run('true', { above: [damaged] }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(OciPackError)
    expect(error).toMatchObject({ code: 'integrity' })
  })
})

const another = await probeAsAnother(store)

describe.runIf(needs('the ids of another user', another.works))('a sandbox as if another user built', () => {
  const executor = namespacesExecutor({ ...here.tools, asAnother: true })
  const map = (): Promise<Ran> => here.run(executor, 'cat /proc/self/uid_map')

  it('has other ids outside, and makes the same layer', async () => {
    expect((await map()).stdout).not.toBe((await run('cat /proc/self/uid_map')).stdout)
    const script =
      'id; stat -c %u:%g /etc /etc/group; mkdir -p /a/b; echo x > /a/f; chown 33:34 /a/f; rm -r /root; mkdir /root'
    const usual = await run(script)
    expect(usual.entries).toContain('file a/f "x\\n" 33:34')
    expect(await here.run(executor, script)).toEqual(usual)
  })

  it('leaves nothing that its builder cannot remove', async () => {
    const closed = layerOf([{ name: 'closed', type: 'dir', mode: 0, uid: 7 }])
    await here.run(executor, 'true', { above: [closed] })
    const unpacked = join(store.dir, 'unpacked')
    expect(readdirSync(unpacked)).toHaveLength(2)
    await removeTree(unpacked)
    expect(existsSync(unpacked)).toBe(false)
  })
})
