import { describe, expect, it } from 'vitest'
import type { RunRequest } from '../../../src/exec/executor.js'
import { hostsFile, mountTable } from '../../../src/exec/namespaces/mountTable.js'
import type { Privilege } from '../../../src/exec/namespaces/privilege.js'
import { runRequest } from '../../support/runRequest.js'

const request = runRequest({ mounts: [{ type: 'host', source: '/my data/#1', target: '/in', readOnly: true }] })
const points = {
  proc: 'proc',
  sys: 'sys',
  dev: 'dev',
  hosts: 'etc/hosts',
  resolvConf: 'run/resolv.conf',
  mounts: ['in'],
}

/** The lines of a table, by where they mount something, for a host that has all there is. */
function table(kind: Privilege['kind'], changes: Partial<RunRequest> = {}): Map<string, string> {
  const text = mountTable({ ...request, ...changes }, points, '/b', { kind, ids: '' }, () => true)
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '))
  return new Map(
    lines.map(([source = '', target = '', type, options]) => [
      target.replace('/b/root', ''),
      `${type} ${options} ${source}`,
    ]),
  )
}

describe('mountTable', () => {
  it('gives root a sysfs of its own, and an ordinary user the one of the host, read-only', () => {
    expect(table('root').get('/sys')).toBe('sysfs ro,nosuid,nodev,noexec sysfs')
    expect(table('range').get('/sys')).toBe('none rbind,ro,nosuid,nodev,noexec /sys')
    expect(table('range', { network: 'none' }).get('/sys')).toBe('sysfs ro,nosuid,nodev,noexec sysfs')
  })

  it('keeps what concerns the whole machine out of reach', () => {
    const lines = table('root')
    expect(lines.get('/proc/sys')).toBe('none rbind,ro,nosuid,nodev,noexec /b/root/proc/sys')
    expect(lines.get('/proc/kcore')).toBe('none rbind /dev/null')
    expect(lines.get('/sys/fs/cgroup')).toMatch(/^tmpfs ro/)
  })

  it('gives terminals to a group that exists', () => {
    expect(table('range').get('/dev/pts')).toMatch(/,gid=5 /)
    expect(table('single').get('/dev/pts')).not.toMatch(/gid=/)
  })

  it('mounts names at the places that links lead to, and escapes what a table would take for its own', () => {
    const lines = table('root')
    expect(lines.get('/run/resolv.conf')).toBe('none rbind,ro,nosuid,nodev,noexec /b/resolv.conf')
    expect(lines.get('/in')).toBe('none rbind,X-mount.mkdir,ro,nosuid,nodev /my\\040data/\\0431')
  })

  it('passes over what the host does not have', () => {
    expect(mountTable(request, points, '/b', { kind: 'root', ids: '' }, () => false)).not.toMatch(
      /kcore|cgroup|\/dev\/tty/,
    )
  })
})

it('hostsFile lists the names that are given', () => {
  expect(hostsFile([{ name: 'db', address: '10.0.0.1' }])).toMatch(/localhost.*\n.*\n10\.0\.0\.1\tdb\n$/)
})
