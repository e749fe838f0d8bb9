import { expect, it } from 'vitest'
import { kernelChecks } from '../../../src/api/doctor/kernel.js'

const open = {
  '/proc/sys/user/max_user_namespaces': '96364',
  '/proc/filesystems': 'nodev\tproc\nnodev\toverlay\n\text4',
  '/proc/self/status': 'Name:\tnode\nSeccomp:\t0',
  '/sys/fs/cgroup/cgroup.controllers': 'cpu',
}

const findings = (more: Readonly<Record<string, string | undefined>> = {}): string[] => {
  const texts: Readonly<Record<string, string | undefined>> = { ...open, ...more }
  return kernelChecks((path) => texts[path]).map(({ topic, good, finding }) => `${topic} ${good}: ${finding}`)
}

it('finds nothing in the way', () => {
  expect(findings()).toEqual([
    'user namespaces true: not restricted by a setting',
    'overlayfs true: in the kernel',
    'seccomp true: in the kernel; nothing is filtered around this process',
    'cgroups undefined: version 2',
  ])
})

it.each([
  ['/proc/sys/user/max_user_namespaces', '0', 'user.max_user_namespaces'],
  ['/proc/sys/kernel/unprivileged_userns_clone', '0', 'kernel.unprivileged_userns_clone'],
  ['/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1', 'kernel.apparmor_restrict_unprivileged_userns'],
])('knows that %s may forbid user namespaces', (path, value, name) => {
  expect(findings({ [path]: value })[0]).toBe(`user namespaces false: restricted: ${name} is ${value}`)
  const [check] = kernelChecks((asked) => ({ ...open, [path]: value })[asked])
  expect(check?.hint).toContain(`sysctl ${name}=`)
})

it('tells what is around this process', () => {
  const around = findings({
    '/proc/self/status': 'Seccomp:\t2\nSeccomp_filters:\t1',
    '/sys/module/apparmor/parameters/enabled': 'Y',
    '/proc/self/attr/current': 'docker-default (enforce)',
  })
  expect(around[2]).toMatch(/^seccomp undefined: a filter/)
  expect(around[3]).toBe('AppArmor undefined: on; this process is confined: docker-default (enforce)')
})

it('tells what the kernel lacks', () => {
  expect(kernelChecks(() => undefined).map(({ topic, good }) => `${topic} ${good}`)).toEqual([
    'user namespaces false',
    'overlayfs undefined',
    'seccomp false',
    'cgroups undefined',
  ])
})
