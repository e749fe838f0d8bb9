import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { hasCommand, runOk } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { cliPath, projectRoot } from '../support/paths.js'
import { Podman } from '../support/podman.js'

const parts = ['podman', 'runc', 'perl']
const present = parts.every(hasCommand) && existsSync('/usr/bin/node') && process.getuid?.() === 0

const dockerfile = `FROM base
RUN for n in one two; do echo $n | tr a-z A-Z > /$n; done; rm /etc/group
RUN --mount=type=secret,id=s --mount=type=cache,target=/cache --mount=type=tmpfs,target=/t tr a-z A-Z < /run/secrets/s | wc -c > /length
USER 65534
RUN echo mine | tr a-z A-Z > /tmp/mine; echo no | tr a-z A-Z > /etc/no || echo refused > /tmp/refused
`

describe.runIf(needs(`root, node in /usr/bin, ${parts.join(', ')}`, present))(
  'in a container without privileges',
  () => {
    const folder = temporaryFolder()
    const podman = new Podman(join(folder, 'podman'))
    beforeAll(async () => {
      mkdirSync(join(folder, 'work'))
      writeFileSync(join(folder, 'work/Dockerfile'), dockerfile)
      writeFileSync(join(folder, 'work/secret'), 'hidden')
      await makeHostBase(join(folder, 'work/base'))
      await makeHostBase(join(folder, 'runner'), ['node', 'perl'])
      const archive = join(folder, 'runner.tar')
      writeFileSync(join(folder, 'Dockerfile'), 'FROM runner\n')
      const runner = [
        '--build-context',
        `runner=oci-layout:${join(folder, 'runner')}`,
        '-f',
        join(folder, 'Dockerfile'),
      ]
      const made = ['-q', '-t', 'runner:1', '--cache-dir', join(folder, 'store'), '-o', archive, join(folder, 'work')]
      await runOk(process.execPath, [cliPath, 'build', ...runner, ...made])
      await podman.runOk('load', '-i', archive)
    })
    afterAll(() => podman.close())

    const build = (where: string, more: readonly string[]): string[] => [
      ...['build', '--cache-dir', join(where, 'store'), '--secret', `id=s,src=${where}/secret`],
      ...['--build-context', `base=oci-layout:${where}/base`, ...more, where],
    ]

    test('a RUN executes by another root, and makes the very image that namespaces make', async () => {
      const work = join(folder, 'work')
      await runOk(process.execPath, [
        cliPath,
        ...build(work, ['-q', '--run-with', 'namespaces', '-o', join(folder, 'outside.tar')]),
      ])
      // Nothing but what any container gets: no --privileged, no capability added, no seccomp profile taken away.
      const inside = ['--volume', `${work}:${work}`, '--volume', `${projectRoot}:${projectRoot}:ro`]
      await podman.runOk(
        'run',
        '--rm',
        ...inside,
        'runner:1',
        'sh',
        '-c',
        `cp -r ${work} /w && node ${cliPath} ${build('/w', ['-q', '-o', `${work}/inside.tar`]).join(' ')}`,
      )
      expect(readFileSync(join(work, 'inside.tar')).equals(readFileSync(join(folder, 'outside.tar')))).toBe(true)
    })
  },
)
