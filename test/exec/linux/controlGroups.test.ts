import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { makeControlGroups } from '../../../src/exec/linux/controlGroups.js'
import { parseGroups } from '../../../src/exec/linux/controllers.js'
import { temporaryFolder } from '../../support/folder.js'

const version2 = '30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate'
const memory1 = '35 33 0:31 / /sys/fs/cgroup/memory rw shared:14 - cgroup cgroup rw,memory'
const cpu1 = '36 33 0:32 / /sys/fs/cgroup/cpu,cpuacct rw shared:15 - cgroup cgroup rw,cpu,cpuacct'
const inContainer = '99 80 0:31 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory'

describe('parseGroups', () => {
  test.each([
    [
      'the groups above its own, of version 2',
      '0::/user.slice/user-1000.slice/user@1000.service/app.slice/run.scope\n',
      version2,
      {
        version1: {},
        version2: [
          '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/app.slice',
          '/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service',
          '/sys/fs/cgroup/user.slice/user-1000.slice',
          '/sys/fs/cgroup/user.slice',
          '/sys/fs/cgroup',
        ],
      },
    ],
    ['the whole mount, where it is in no group', '0::/\n', version2, { version1: {}, version2: ['/sys/fs/cgroup'] }],
    [
      'its own groups, of version 1',
      '4:memory:/a/b\n3:cpu,cpuacct:/c\n0::/\n',
      `${memory1}\n${cpu1}`,
      {
        version1: {
          memory: '/sys/fs/cgroup/memory/a/b',
          cpu: '/sys/fs/cgroup/cpu,cpuacct/c',
          cpuacct: '/sys/fs/cgroup/cpu,cpuacct/c',
        },
        version2: [],
      },
    ],
    [
      'the part that a container sees',
      '4:memory:/docker/abc/x\n',
      inContainer,
      { version1: { memory: '/sys/fs/cgroup/memory/x' }, version2: [] },
    ],
    ['nothing where there is nothing', '', '', { version1: {}, version2: [] }],
  ])('finds %s', (_, own, mounts, expected) => {
    const { version1, version2: above } = parseGroups(own, mounts)
    expect({ version1: Object.fromEntries(version1), version2: above }).toEqual(expected)
  })
})

describe('makeControlGroups', () => {
  const folder = temporaryFolder()
  const limits = { memory: 1 << 26, cpus: 1.5, processes: 100 }

  test('limits nothing where no group can be made', async () => {
    const found = { version1: new Map([['memory', join(folder, 'missing')]]), version2: [join(folder, 'missing')] }
    const groups = await makeControlGroups(limits, found)
    expect([...groups.limits]).toEqual([])
    expect(groups.folders).toEqual([])
    expect(await groups.outOfMemory()).toBe(false)
    await groups.remove()
  })

  test('leaves no group behind that the kernel gives no memory controller', async () => {
    const above = join(folder, 'plain')
    mkdirSync(above)
    const groups = await makeControlGroups(limits, { version1: new Map(), version2: [above] })
    expect([...groups.limits]).toEqual([])
    expect(readdirSync(above)).toEqual([])
  })

  test.runIf(process.getuid?.() === 0)('limits memory, where the kernel lets it', async () => {
    const groups = await makeControlGroups(limits)
    const [group] = groups.folders
    if (group === undefined) return
    const files = readdirSync(group)
    const file = files.includes('memory.max') ? 'memory.max' : 'memory.limit_in_bytes'
    expect(readFileSync(join(group, file), 'utf8').trim()).toBe(`${limits.memory}`)
    await groups.remove()
    expect(() => readdirSync(group)).toThrow()
    expect(() => writeFileSync(join(group, 'cgroup.procs'), '')).toThrow()
  })
})
