import { expect, it } from 'vitest'
import type { Podman } from '../../../src/exec/podman/command.js'
import { askHost } from '../../../src/exec/podman/host.js'

/** A Podman that says this of itself. */
function saying(host: object, version = '4.9.3'): Podman {
  const info = {
    host: {
      arch: 'amd64',
      os: 'linux',
      security: { rootless: false },
      idMappings: { uidmap: null, gidmap: null },
      ...host,
    },
    store: { graphDriverName: 'overlay' },
    version: { Version: version },
  }
  return () => Promise.resolve({ status: 0, stdout: JSON.stringify(info), stderr: '' })
}

const map = [
  { container_id: 0, host_id: 1000, size: 1 },
  { container_id: 1, host_id: 100000, size: 65536 },
]

it.each([
  ['root', {}, { rootless: false, manyIds: true, idsName: 'root' }],
  [
    'an ordinary user',
    { security: { rootless: true }, idMappings: { uidmap: map, gidmap: map } },
    { rootless: true, manyIds: true, idsName: 'range-0-1000-1-1-100000-65536_0-1000-1-1-100000-65536' },
  ],
  [
    'an ordinary user without subordinate ids',
    { security: { rootless: true }, idMappings: { uidmap: map.slice(0, 1), gidmap: map.slice(0, 1) } },
    { manyIds: false, idsName: 'single-1000-1000' },
  ],
  [
    'a virtual machine',
    { serviceIsRemote: true, security: { rootless: true } },
    { remote: true, manyIds: true, idsName: 'remote' },
  ],
  [
    'another processor',
    { arch: 'arm64', variant: 'v8', emulatedArchitectures: ['linux/amd64'] },
    { platforms: ['linux/arm64', 'linux/amd64'] },
  ],
])('knows %s', async (_, host, expected) => {
  expect(await askHost(saying(host))).toMatchObject(expected)
})

it.each(['3.4.4', '4.2.0'])('finds %s too old', async (version) => {
  await expect(askHost(saying({}, version))).rejects.toMatchObject({
    code: 'executor',
    message: expect.stringContaining(version) as string,
  })
})

it('takes 10 for more than 9', async () => {
  expect((await askHost(saying({}, '4.10.0'))).version).toBe('4.10.0')
})

it('says what Podman says where it does not work', async () => {
  const broken: Podman = () => Promise.resolve({ status: 125, stdout: '', stderr: 'Error: no machine' })
  await expect(askHost(broken)).rejects.toMatchObject({ code: 'executor', message: 'podman does not work: no machine' })
})
