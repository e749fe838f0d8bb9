import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { podmanExecutor } from '../../../src/exec/podman/podman.js'
import { dockerArchive } from '../../../src/export/dockerArchive.js'
import { hasCommand } from '../../support/command.js'
import { Execution } from '../../support/execution.js'
import { temporaryFolder } from '../../support/folder.js'
import { needs } from '../../support/needs.js'
import { Podman } from '../../support/podman.js'

const folder = temporaryFolder()
const execution = await Execution.open(folder)

describe.runIf(needs('podman', hasCommand('podman') && hasCommand('runc')))('a Podman on another machine', () => {
  const podman = new Podman(join(folder, 'podman'))
  const socket = join(folder, 'podman.socket')
  const executor = podmanExecutor({
    ...execution.tools,
    archiveOf: (image) => dockerArchive(image, [], 0),
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], CONTAINER_HOST: `unix://${socket}` },
  })
  let service: ChildProcess
  beforeAll(async () => {
    service = spawn('podman', ['system', 'service', '--time=0', `unix://${socket}`], {
      env: podman.env,
      stdio: 'ignore',
    })
    while (!existsSync(socket)) await setTimeout(20)
  })
  afterAll(async () => {
    await executor.close?.()
    service.kill()
    await once(service, 'exit')
    for (const made of [
      ['ps', '--all'],
      ['images', '--all'],
      ['secret', 'ls'],
    ])
      expect(await podman.runOk(...made, '--quiet')).toBe('')
  })

  it('says that it is one', async () => {
    expect((await executor.examine()).findings[0]).toMatch(/on another machine/)
  })

  it('takes layers and secrets, and gives back what changed', async () => {
    const layers = [execution.layer([{ name: 'f', mode: 0o644, body: Buffer.from('in a tree\n') }])]
    const { exit, stdout, stderr, entries } = await execution.run(
      executor,
      `cat /s /tree/f; sed -n '/db$/p' /etc/hosts; stat -c '%u:%g %a' /s; echo "$A"; echo err >&2; rm /etc/group; echo x > /new; exit 0`,
      {
        extraHosts: [{ name: 'db', address: '10.0.0.1' }],
        env: ['PATH=/usr/bin:/bin', 'A=two\nlines'],
        mounts: [
          { type: 'file', target: '/s', bytes: Buffer.from('secret\n'), uid: 7, gid: 8, mode: 0o440 },
          {
            type: 'bind',
            source: { layers, tree: await execution.tree(layers), path: '' },
            target: '/tree',
            readOnly: true,
          },
        ],
      },
    )
    expect(stdout).toMatch(/^secret\nin a tree\n10\.0\.0\.1\tdb\n7:8 440\ntwo\nlines\n$/)
    expect(stderr).toBe('err\n')
    expect({ exit, entries }).toEqual({
      exit: { status: 0 },
      entries: ['directory etc', 'file etc/.wh.group', 'file new "x\\n"'],
    })
    // What a layer of nothing is, is what an empty layer is.
    expect(await execution.run(executor, 'true')).toMatchObject({ exit: { status: 0 }, entries: [] })
  })

  it('cannot reach a socket of this one', async () => {
    const mounts = [{ type: 'socket', socket: '/s', target: '/s', uid: 0, gid: 0, mode: 0o600 }] as const
    expect(await executor.offer(await execution.request('true', { mounts }))).toMatchObject({
      serves: false,
      why: expect.stringContaining('sockets') as string,
    })
  })
})
