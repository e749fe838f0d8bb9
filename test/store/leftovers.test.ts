import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryName } from '../../src/core/host/temporaryName.js'
import { holdsMount, removeLeftovers, removePlainly } from '../../src/store/leftovers.js'
import { run, runOk } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'

const base = temporaryFolder()
let count = 0

/** Own name with its maker changed: fields are host, pid, start, time and a random part. */
function nameOf(change: { host?: string; pid?: number }): string {
  const [host = '', pid = '', ...rest] = temporaryName().split('-')
  return [change.host ?? host, change.pid ?? pid, ...rest].join('-')
}

const deadPid = 2 ** 22 + 1 // above the largest process id that Linux gives
const twoDays = 2 * 24 * 60 * 60

async function remains(name: string, age: number, remove = removePlainly): Promise<boolean> {
  const folder = join(base, `${count++}`)
  mkdirSync(join(folder, name, 'in/it'), { recursive: true })
  writeFileSync(join(folder, name, 'in/file'), 'x')
  const time = Date.now() / 1000 - age
  utimesSync(join(folder, name), time, time)
  await removeLeftovers(folder, remove)
  const left = readdirSync(folder)
  expect(left.length).toBeLessThanOrEqual(1)
  return left.length > 0
}

describe('what stays', () => {
  it.each<[string, string, number, boolean]>([
    ['of this process, however old', temporaryName(), twoDays, true],
    ['of a dead process, however young', nameOf({ pid: deadPid }), 0, false],
    ['of another container', nameOf({ host: 'f'.repeat(12), pid: deadPid }), 3600, true],
    ['of another container, untouched for days', nameOf({ host: 'f'.repeat(12) }), twoDays, false],
    ['with a name of others', 'lost+found', 3600, true],
    ['with a name of others, untouched for days', '4711.0815', twoDays, false],
  ])('%s', async (_, name, age, stays) => {
    expect(await remains(name, age)).toBe(stays)
  })

  it('is what cannot be removed, and it is no error', async () => {
    expect(await remains(nameOf({ pid: deadPid }), 0, () => Promise.reject(new Error('no')))).toBe(true)
  })
})

it('does not follow links', async () => {
  const folder = join(base, `${count++}`)
  mkdirSync(join(folder, 'left', nameOf({ pid: deadPid })), { recursive: true })
  mkdirSync(join(folder, 'other'))
  writeFileSync(join(folder, 'other/file'), 'x')
  const [name = ''] = readdirSync(join(folder, 'left'))
  await runOk('ln', ['-s', join(folder, 'other'), join(folder, 'left', name, 'link')])
  await removeLeftovers(join(folder, 'left'), removePlainly)
  expect(readdirSync(join(folder, 'left'))).toEqual([])
  expect(readdirSync(join(folder, 'other'))).toEqual(['file'])
})

const canMount = (await run('unshare', ['--mount', 'true']).catch(() => undefined))?.status === 0
describe.runIf(needs('the right to mount', canMount))('a folder in which something is mounted', () => {
  it('is not touched', async () => {
    const folder = join(base, `a b\\${count++}`)
    const name = nameOf({ pid: deadPid })
    const point = join(folder, name, 'point')
    mkdirSync(point, { recursive: true })
    mkdirSync(join(base, 'precious/file'), { recursive: true })
    await runOk('mount', ['--bind', join(base, 'precious'), point])
    try {
      expect([point, join(folder, name), folder, join(folder, 'other')].map(holdsMount)).toEqual([
        true,
        true,
        true,
        false,
      ])
      symlinkSync(folder, `${folder}-link`)
      expect(holdsMount(join(`${folder}-link`, name))).toBe(true)
      await removeLeftovers(folder, removePlainly)
      expect(readdirSync(point)).toEqual(['file'])
    } finally {
      await runOk('umount', [point])
    }
    await removeLeftovers(folder, removePlainly)
    expect(readdirSync(folder)).toEqual([])
  })
})
