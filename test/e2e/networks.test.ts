import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { type Certified, certify, makeAuthority } from '../support/authorities.js'
import { type Ended, hasCommand, run, runOk } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { knownUser, login } from '../support/knownUser.js'
import { needs } from '../support/needs.js'
import { cliPath } from '../support/paths.js'
import { RealRegistry } from '../support/realRegistry.js'

const parts = ['docker-registry', 'skopeo', 'ip', 'unshare']
const [server, client] = [`oci-pack-r${process.pid}`, `oci-pack-c${process.pid}`]
const address = '10.231.7.1'

/** Whether two networks of their own can be made, which takes root with all its rights: a container's root need not have them, in CI neither. */
async function canMakeNetworks(): Promise<boolean> {
  const probe = `oci-pack-p${process.pid}`
  if ((await run('ip', ['netns', 'add', probe])).status !== 0) return false
  const works = (await run('ip', ['netns', 'exec', probe, 'ip', 'link', 'set', 'lo', 'up'])).status === 0
  await run('ip', ['netns', 'delete', probe])
  return works
}

const areThere = [...parts, 'openssl'].every((part) => needs(part, hasCommand(part)))
const isPossible = areThere && (await canMakeNetworks())
if (areThere && !isPossible) console.warn('skipped: two networks, which root makes, are missing')

describe.runIf(isPossible)('a registry on another host, with TLS and passwords', () => {
  const folder = temporaryFolder()
  const home = join(folder, 'home')
  let registry: RealRegistry | undefined
  let authority: Certified
  let host: string

  beforeAll(async () => {
    mkdirSync(home)
    await makeHostBase(join(folder, 'base'))
    for (const name of [server, client]) {
      await runOk('ip', ['netns', 'add', name])
      await runOk('ip', ['-n', name, 'link', 'set', 'lo', 'up'])
    }
    await runOk('ip', ['link', 'add', 'eth0', 'netns', server, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', client])
    for (const [name, own] of [
      [server, address],
      [client, '10.231.7.2'],
    ] as const) {
      await runOk('ip', ['-n', name, 'address', 'add', `${own}/24`, 'dev', 'eth0'])
      await runOk('ip', ['-n', name, 'link', 'set', 'eth0', 'up'])
    }
    authority = await makeAuthority(folder, 'authority')
    const { certificate, key } = await certify(authority, folder, 'registry', ['DNS:registry.test'])
    const person = await certify(authority, folder, 'person', [])
    registry = await RealRegistry.start(join(folder, 'registry'), {
      address,
      within: ['ip', 'netns', 'exec', server],
      auth: await knownUser(folder),
      tls: { certificate, key, clientcas: [authority.certificate] },
    })
    host = registry.host.replace(address, 'registry.test')
    const certs = join(home, '.config/containers/certs.d', host)
    mkdirSync(certs, { recursive: true })
    await runOk('cp', [authority.certificate, join(certs, 'ca.crt')])
    await runOk('cp', [person.certificate, join(certs, 'client.cert')])
    await runOk('cp', [person.key, join(certs, 'client.key')])
    writeFileSync(join(folder, 'hosts'), `127.0.0.1 localhost\n${address} registry.test\n`)
  })
  afterAll(async () => {
    await registry?.close()
    for (const name of [server, client]) await run('ip', ['netns', 'delete', name])
  })

  /** Runs a program on the other host, which knows the registry by its name. */
  const there = (args: readonly string[], input = ''): Promise<Ended> => {
    const script = `mount --bind '${join(folder, 'hosts')}' /etc/hosts && printf %s "$0" | exec "$@"`
    const command = ['netns', 'exec', client, 'unshare', '--mount', 'bash', '-c', script, input, ...args]
    return run('ip', command, { env: { PATH: process.env['PATH'], HOME: home } })
  }
  const ociPack = (args: readonly string[], input?: string): Promise<Ended> =>
    there([process.execPath, cliPath, ...args], input)

  it('is logged in to, filled and built from', async () => {
    const asked = ['login', '-u', login.username, '--password-stdin', host]
    expect(await ociPack(asked, login.password)).toMatchObject({ status: 0, stderr: '' })
    const target = `docker://${host}/team/base:v1`
    const authfile = join(home, '.docker/config.json')
    const copy = ['skopeo', '--insecure-policy', 'copy', '-q', '--dest-authfile', authfile]
    expect(await there([...copy, `oci:${join(folder, 'base')}:latest`, target])).toMatchObject({ status: 0 })
    mkdirSync(join(folder, 'context'))
    writeFileSync(join(folder, 'context/Dockerfile'), `FROM ${host}/team/base:v1\nLABEL a=b\n`)
    const build = [
      'build',
      '-q',
      '--cache-dir',
      join(folder, 'cache'),
      '-o',
      join(folder, 'image.tar'),
      join(folder, 'context'),
    ]
    expect(await ociPack(build)).toMatchObject({ status: 0, stderr: '' })
    // By the registry's name in the settings of the host, as another name of it.
    const conf = join(home, '.config/containers/registries.conf')
    writeFileSync(conf, `[[registry]]\nprefix = "docker.io/library"\nlocation = "${host}/team"\n`)
    writeFileSync(join(folder, 'context/Dockerfile'), 'FROM base:v1\nLABEL a=c\n')
    expect(await ociPack(build)).toMatchObject({ status: 0, stderr: '' })
  })

  it('is refused to who trusts nobody', async () => {
    const asked = ['login', '-u', login.username, '--password-stdin', '--cert-dir', join(folder, 'none'), host]
    mkdirSync(join(folder, 'none'))
    const { status, stderr } = await ociPack(asked, login.password)
    expect([status, stderr]).toEqual([1, expect.stringContaining('the certificate of the host is not trusted')])
  })

  it('refuses who shows no certificate, and tells why', async () => {
    const only = join(folder, 'only')
    mkdirSync(only)
    await runOk('cp', [authority.certificate, join(only, 'ca.crt')])
    const asked = ['login', '-u', login.username, '--password-stdin', '--cert-dir', only, host]
    const { status, stderr } = await ociPack(asked, login.password)
    expect(status).toBe(1)
    expect(stderr).toMatch(/the host wants a client certificate|the connection was cut/)
  })
})
