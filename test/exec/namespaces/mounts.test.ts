import { describe, expect, it } from 'vitest'
import type { RunRequest } from '../../../src/exec/executor.js'
import type { Ids } from '../../../src/exec/linux/ids.js'
import { engineMounts, MS, overlayMount } from '../../../src/exec/namespaces/mounts.js'
import { runRequest } from '../../support/runRequest.js'

const points = { proc: 'proc', sys: 'sys', dev: 'dev', hosts: 'etc/hosts', resolvConf: 'run/resolv.conf' }
const idsOf = (kind: Ids['kind']): Ids => ({ kind, name: kind, uidMap: [], gidMap: [] })

/** The mounts by their target, for a host that has all there is. */
function mounts(kind: Ids['kind'], changes: Partial<RunRequest> = {}, exists = true) {
  const rows = engineMounts(runRequest(changes), points, idsOf(kind), () => exists)
  return new Map(
    rows.map(([source, target, type, flags, data]) => [target.replace('root', ''), { source, type, flags, data }]),
  )
}

const locked = MS.noSuid | MS.noDev | MS.noExec

describe('what the engine mounts', () => {
  it('gives root a sysfs of its own, and an ordinary user the one of the host, read-only', () => {
    expect(mounts('root').get('/sys')).toMatchObject({ type: 'sysfs', flags: locked | MS.readOnly })
    expect(mounts('range').get('/sys')).toMatchObject({
      source: '/sys',
      flags: MS.bind | MS.recursive | locked | MS.readOnly,
    })
    expect(mounts('range', { network: 'none' }).get('/sys')).toMatchObject({ type: 'sysfs' })
  })

  it('keeps what concerns the whole machine out of reach', () => {
    const all = mounts('root')
    expect(all.get('/proc/sys')).toMatchObject({
      source: 'root/proc/sys',
      flags: MS.bind | MS.recursive | locked | MS.readOnly,
    })
    expect(all.get('/proc/kcore')).toMatchObject({ source: '/dev/null' })
    expect(all.get('/sys/fs/cgroup')).toMatchObject({ type: 'tmpfs', flags: locked | MS.readOnly })
  })

  it('hides nothing from a RUN that may do all', () => {
    const all = mounts('root', { security: 'insecure' })
    expect([...all.keys()]).toEqual(['/proc', '/sys', '/dev', '/etc/hosts', '/run/resolv.conf'])
    expect(all.get('/sys')?.flags).toBe(locked)
  })

  it('gives terminals to a group that exists', () => {
    expect(mounts('range').get('/dev/pts')?.data).toMatch(/,gid=5$/)
    expect(mounts('single').get('/dev/pts')?.data).not.toMatch(/gid=/)
  })

  it('makes devices useless but for those that are given', () => {
    expect(mounts('root').get('/dev')?.flags).toBe(MS.bind | MS.noSuid | MS.noDev)
    expect(mounts('root').get('/dev/null')).toMatchObject({ source: '/dev/null', flags: MS.bind })
  })

  it('sizes the shared memory', () => {
    expect(mounts('root', { shmSize: 1024 }).get('/dev/shm')?.data).toBe('mode=1777,size=1024')
  })

  it('passes over what the host does not have', () => {
    expect([...mounts('root', {}, false).keys()].join(' ')).not.toMatch(/kcore|cgroup|\/dev\/tty/)
  })
})

describe('an overlay', () => {
  it('takes devices away, and what is written goes to its upper folder', () => {
    const [, target, , flags, data] = overlayMount('root', ['0', '1'], 'upper', idsOf('range'))
    expect([target, flags]).toEqual(['root', MS.noDev])
    expect(data).toMatch(/^lowerdir=0:1,upperdir=upper,workdir=upper-work,.*userxattr$/)
  })

  it('is read-only without one', () => {
    const [, , , flags, data] = overlayMount('x', ['0', '1'], undefined, idsOf('root'))
    expect(flags).toBe(MS.noDev | MS.readOnly)
    expect(data).not.toMatch(/upperdir/)
  })
})
