import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { chrootExecutor } from '../../../src/exec/chroot/chroot.js'
import type { Executor, Mount } from '../../../src/exec/executor.js'
import { namespacesExecutor } from '../../../src/exec/namespaces/namespaces.js'
import type { Layer } from '../../../src/oci/image.js'
import { type Changes, Execution, type Ran } from '../../support/execution.js'
import { temporaryFolder } from '../../support/folder.js'
import { needs } from '../../support/needs.js'

const folder = temporaryFolder()
const here = await Execution.open(folder)
const executors: Executor[] = [namespacesExecutor(here.tools), chrootExecutor(here.tools)]
const able = await Promise.all(executors.map(async (executor) => (await executor.examine()).works))
afterAll(async () => {
  for (const executor of executors) await executor.close?.()
})

const mine = { uid: 0, gid: 0, mode: 0o600 }

async function bind(layers: readonly Layer[], path: string, target: string, readOnly = true): Promise<Mount> {
  return { type: 'bind', target, readOnly, source: { layers, tree: await here.tree(layers), path } }
}

describe.each(executors.map((executor, i) => ({ name: executor.name, executor, works: able[i] ?? false })))(
  'what a RUN finds in its place, by $name',
  ({ name, executor, works }) => {
    const runs = it.runIf(needs(`the right to execute by ${name}`, works))
    const run = (script: string, changes: Changes = {}): Promise<Ran> => here.run(executor, script, changes)
    const some = here.layer([
      { name: 'dir', type: 'dir' },
      { name: 'dir/file', body: Buffer.from('from below\n') },
      { name: 'dir/link', type: 'symlink', target: 'file' },
    ])
    const more = here.layer([{ name: 'dir/more', body: Buffer.from('from above\n') }])

    runs('a directory of a tree of several layers', async () => {
      const mounts = [await bind([some, more], 'dir', '/mnt/there')]
      expect(await run('cd /mnt/there; cat file link more', { mounts })).toMatchObject({
        stdout: 'from below\nfrom below\nfrom above\n',
        entries: [],
      })
    })

    runs('a single file of a tree, over one of the image', async () => {
      const above = [here.layer([{ name: 'etc/issue', body: Buffer.from('own') }])]
      const mounts = [await bind([some], 'dir/file', '/etc/issue')]
      expect(await run('cat /etc/issue; echo x > /etc/other', { mounts, above })).toMatchObject({
        stdout: 'from below\n',
        entries: ['directory etc', 'file etc/other "x\\n"'],
      })
    })

    runs('an empty tree', async () => {
      expect(await run('ls -A /empty | wc -l', { mounts: [await bind([], '', '/empty')] })).toMatchObject({
        stdout: expect.stringMatching(/^ *0\n$/) as string,
        entries: [],
      })
    })

    runs('a tree to write to, which forgets it', async () => {
      const mounts = [await bind([some], '', '/rw', false)]
      const script = 'cat /rw/dir/new 2>/dev/null; echo x > /rw/dir/new; rm /rw/dir/file; ls /rw/dir'
      for (let i = 0; i < 2; i++)
        expect(await run(script, { mounts })).toMatchObject({ stdout: 'link\nnew\n', entries: [] })
    })

    runs('a cache that stays, with its owner and mode', async () => {
      const cache = {
        type: 'cache',
        target: '/cache',
        id: `stays ${name}`,
        sharing: 'shared',
        readOnly: false,
      } as const
      const mounts: Mount[] = [{ ...cache, uid: 0, gid: 0, mode: 0o750 }]
      expect(await run('stat -c %a /cache; echo one > /cache/x', { mounts })).toMatchObject({
        stdout: '750\n',
        entries: [],
      })
      expect(await run('cat /cache/x; echo two >> /cache/x', { mounts })).toMatchObject({
        stdout: 'one\n',
        entries: [],
      })
      const other = { ...cache, id: `other ${name}`, ...mine }
      expect(await run('ls -A /cache', { mounts: [other] })).toMatchObject({ stdout: '' })
    })

    runs('a cache with something in it at first', async () => {
      const source = { layers: [some], tree: await here.tree([some]), path: 'dir' }
      const mounts: Mount[] = [
        { type: 'cache', target: '/c', id: `seeded ${name}`, sharing: 'locked', readOnly: false, source, ...mine },
      ]
      expect(await run('cat /c/file; rm /c/file', { mounts })).toMatchObject({ stdout: 'from below\n', entries: [] })
      expect(await run('ls /c', { mounts })).toMatchObject({ stdout: 'link\n' })
    })

    runs('a private cache of its own while another one has it', async () => {
      const mounts: Mount[] = [
        { type: 'cache', target: '/c', id: `private ${name}`, sharing: 'private', readOnly: false, ...mine },
      ]
      const both = await Promise.all(['1', '2'].map((i) => run(`echo ${i} >> /c/x; sleep 1; cat /c/x`, { mounts })))
      expect(both.map(({ stdout }) => stdout)).toEqual(['1\n', '2\n'])
    })

    runs('a locked cache one after the other', async () => {
      const mounts: Mount[] = [
        { type: 'cache', target: '/c', id: `locked ${name}`, sharing: 'locked', readOnly: false, ...mine },
      ]
      await Promise.all(['1', '2'].map((i) => run(`echo ${i} >> /c/x; sleep 0.5; echo ${i} >> /c/x`, { mounts })))
      expect((await run('cat /c/x', { mounts })).stdout).toMatch(/^(1\n1\n2\n2\n|2\n2\n1\n1\n)$/)
    })

    runs('a cache at two places at once', async () => {
      for (const sharing of ['shared', 'private', 'locked'] as const) {
        const cache = { type: 'cache', id: `twice ${sharing} ${name}`, sharing, readOnly: false, ...mine } as const
        const mounts: Mount[] = [
          { ...cache, target: '/one' },
          { ...cache, target: '/two' },
        ]
        const ran = run('echo x > /one/x; cat /two/x', { mounts })
        if (name === 'chroot') await expect(ran).rejects.toThrow('it cannot have one cache at two places')
        else expect((await ran).stdout).toBe('x\n')
      }
    })

    runs('no cache any more when it is stopped while it waits for one', async () => {
      const mounts: Mount[] = [
        { type: 'cache', target: '/c', id: `stopped ${name}`, sharing: 'locked', readOnly: false, ...mine },
      ]
      const first = new AbortController()
      const second = new AbortController()
      let has = (): void => undefined
      const taken = new Promise<void>((resolve) => (has = resolve))
      const running = run('echo started; sleep 1000', { mounts, signal: first.signal, onOutput: () => has() })
      await taken
      const waiting = run('true', { mounts, signal: second.signal })
      // Either it waits or it has not got so far: it is stopped all the same.
      setTimeout(() => second.abort(), 500)
      await expect(waiting).rejects.toMatchObject({ code: 'aborted' })
      first.abort()
      await expect(running).rejects.toMatchObject({ code: 'aborted' })
    })

    runs('an empty directory in memory', async () => {
      const mounts: Mount[] = [{ type: 'tmpfs', target: '/tmp/t', readOnly: false }]
      expect(await run('stat -c %a /tmp/t; echo x > /tmp/t/x; cat /tmp/t/x', { mounts })).toMatchObject({
        stdout: '1777\nx\n',
        entries: [],
      })
    })

    runs('a secret, with its owner and mode', async () => {
      const bytes = Buffer.from('hidden\n')
      const mounts: Mount[] = [{ type: 'file', target: '/run/secrets/s', bytes, uid: 0, gid: 0, mode: 0o440 }]
      expect(await run('stat -c %a /run/secrets/s; cat /run/secrets/s', { mounts })).toMatchObject({
        stdout: '440\nhidden\n',
        entries: [],
      })
    })

    runs('a secret beside what the RUN itself makes', async () => {
      const mounts: Mount[] = [{ type: 'file', target: '/made/deep/s', bytes: Buffer.from('s'), ...mine }]
      expect(await run('cat /made/deep/s; echo x > /made/x', { mounts })).toMatchObject({
        stdout: 's',
        entries: ['directory made', 'file made/x "x\\n"'],
      })
    })

    runs('one thing below another', async () => {
      const mounts: Mount[] = [
        { type: 'tmpfs', target: '/t', readOnly: false },
        { type: 'file', target: '/t/a/b', bytes: Buffer.from('b\n'), ...mine },
      ]
      expect(await run('cat /t/a/b; echo x > /t/x', { mounts })).toMatchObject({ stdout: 'b\n', entries: [] })
    })

    runs('a socket that leads to one of the host', async () => {
      const path = join(folder, `socket-${name}`)
      const server = createServer((client) => client.end('hello\n')).listen(path)
      const mounts: Mount[] = [{ type: 'socket', target: '/run/agent', socket: path, ...mine }]
      const ask = `perl -MSocket -e 'socket S,1,1,0; connect S, pack_sockaddr_un("/run/agent") or die; print <S>'`
      const { stdout, stderr, entries } = await run(`stat -c %a /run/agent; command -v perl >/dev/null && ${ask}`, {
        mounts,
      })
      server.close()
      expect({ stdout, stderr, entries }).toMatchObject({
        stdout: expect.stringMatching(/^600\n/) as string,
        entries: [],
      })
    })

    runs('links in a target, which stay within the tree', async () => {
      const name = `made-${process.pid}`
      const above = [here.layer([{ name: 'out', type: 'symlink', target: '../../etc' }])]
      const mounts: Mount[] = [{ type: 'file', target: `/out/${name}`, bytes: Buffer.from('in etc\n'), ...mine }]
      expect(await run(`cat /etc/${name}`, { mounts, above })).toMatchObject({ stdout: 'in etc\n', entries: [] })
      expect(existsSync(`/etc/${name}`)).toBe(false)
    })

    runs('links in what is mounted, which lead nowhere else', async () => {
      const outside = join(folder, `outside-${name}`)
      mkdirSync(outside)
      const hostile = [outside, `../../../../../..${outside}`].map((target, i) =>
        here.layer([{ name: `link${i}`, type: 'symlink', target }]),
      )
      for (const [i, layer] of hostile.entries()) {
        const mounts: Mount[] = [
          await bind([layer], '', '/in', false),
          { type: 'file', target: `/in/link${i}/file`, bytes: Buffer.from('x'), ...mine },
        ]
        await run('true', { mounts }).catch(() => undefined)
      }
      expect(readdirSync(outside)).toEqual([])
    })
  },
)
