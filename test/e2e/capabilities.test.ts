import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { hasCommand, run } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { imageSummary } from '../support/imageSummary.js'
import { needs } from '../support/needs.js'
import { cliPath } from '../support/paths.js'

const parts = ['setpriv', 'perl', 'tr', 'grep']
const present = parts.every(hasCommand) && process.getuid?.() === 0

/** Root in a container that was given fewer capabilities than Docker gives. */
describe.runIf(needs(`root, ${parts.join(', ')}`, present))('root without some capabilities', () => {
  const folder = temporaryFolder()
  beforeAll(async () => {
    mkdirSync(join(folder, 'context'))
    writeFileSync(
      join(folder, 'context/Dockerfile'),
      'FROM base\nRUN tr a-z A-Z < /etc/passwd > /upper; chown 7:8 /upper\n',
    )
    await makeHostBase(join(folder, 'base'), ['tr', 'grep'])
  })

  const without = (lost: string, command: string, ...more: string[]) => {
    const set = lost
      .split(',')
      .map((name) => `-${name}`)
      .join(',')
    const dropped = ['--bounding-set', set, '--inh-caps', set]
    return run('setpriv', [
      ...dropped,
      process.execPath,
      cliPath,
      command,
      '--cache-dir',
      join(folder, 'store'),
      ...more,
    ])
  }
  const build = (lost: string) => {
    const output = ['--no-cache', '--run-with', 'chroot', '-o', join(folder, 'image.tar')]
    const base = ['--build-context', `base=oci-layout:${join(folder, 'base')}`]
    return without(lost, 'build', ...output, ...base, join(folder, 'context'))
  }

  test('executes RUN without those that only programs may want', async () => {
    const { status, stderr } = await build('net_raw,setfcap,setpcap,sys_admin,net_bind_service,audit_write')
    expect(stderr).not.toContain('error')
    expect(status).toBe(0)
    const { tree } = imageSummary(readFileSync(join(folder, 'image.tar')))
    expect(tree['upper']).toMatchObject({ uid: 7, gid: 8 })
  })

  test('is told which are missing before anything is executed', async () => {
    const { status, stderr } = await build('chown,mknod')
    expect(stderr).toMatch(/without the capabilities CHOWN, MKNOD\)/)
    expect(stderr).toContain('the capabilities that Docker gives by default')
    expect(status).toBe(1)
    const doctor = await without('chown,mknod,sys_admin', 'doctor')
    expect(doctor.stdout).toContain('without the capabilities CHOWN, MKNOD')
  })
})
