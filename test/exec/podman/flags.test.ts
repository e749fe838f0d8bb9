import { describe, expect, it } from 'vitest'
import type { RunRequest } from '../../../src/exec/executor.js'
import { runArguments } from '../../../src/exec/podman/flags.js'
import { runRequest } from '../../support/runRequest.js'
import { podmanHost } from './podmanHost.js'

const argumentsOf = (changes: Partial<RunRequest>, host = podmanHost()): string[] =>
  runArguments(runRequest(changes), host, 'name', ['--env-file', 'file', 'IMAGE'])

it('ends with what comes from elsewhere, and the program', () => {
  expect(argumentsOf({ argv: ['-x', '--name'], env: ['SECRET=1'] }).slice(-5)).toEqual([
    '--env-file',
    'file',
    'IMAGE',
    '-x',
    '--name',
  ])
})

it.each<[string, Partial<RunRequest>, string[]]>([
  ['a user', { user: { uid: 1, gid: 2, groups: [] } }, ['--user', '1:2']],
  ['groups', { user: { uid: 0, gid: 0, groups: [3, 4] } }, ['--group-add', '3', '--group-add', '4']],
  ['the working directory', { cwd: '/a b' }, ['--workdir', '/a b']],
  ['the network', { network: 'none' }, ['--network', 'none']],
  ['shared memory', { shmSize: 5 }, ['--shm-size', '5b']],
  ['another platform', { platform: { os: 'linux', architecture: 'aarch64' } }, ['--platform', 'linux/arm64']],
  ['limits', { ulimits: [{ name: 'nofile', soft: 1, hard: -1 }] }, ['--ulimit', 'nofile=1:-1']],
])('tells %s', (_, changes, expected) => {
  expect(argumentsOf(changes).join('\0')).toContain(expected.join('\0'))
})

describe('rights', () => {
  it("are Docker's for root, and no added ones for others, who would have them from the start", () => {
    const others = argumentsOf({ user: { uid: 1, gid: 1, groups: [] } })
    expect(argumentsOf({})).toContain('--cap-add=mknod')
    expect(others.filter((flag) => flag.startsWith('--cap'))).toEqual([])
  })

  it('are all where they are asked for', () => {
    const flags = argumentsOf({ security: 'insecure' })
    expect(flags).toContain('--privileged')
    expect(argumentsOf({})).not.toContain('--privileged')
  })
})

it('limits no count of processes, where Podman can be told so', () => {
  expect(argumentsOf({})).toContain('--pids-limit=-1')
  expect(argumentsOf({}, podmanHost({ rootless: true, cgroups: 'v1' }))).not.toContain('--pids-limit=-1')
})

it('names hosts in a file of its own, or to a Podman elsewhere', () => {
  const extraHosts = [{ name: 'db', address: 'fd00::1' }]
  expect(argumentsOf({ extraHosts })).toContain('--no-hosts')
  expect(argumentsOf({ extraHosts }, podmanHost({ remote: true }))).toContain('--add-host=db:fd00::1')
})
