import { lutimes, mkdir, readdir, readlink, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { temporaryName } from '../../src/core/host/temporaryName.js'
import { Turn, turnEnds, type TurnPlace } from '../../src/store/turn.js'
import { temporaryFolder } from '../support/folder.js'

const folder = temporaryFolder()
let count = 0
let place: TurnPlace
let work: string
beforeEach(async () => {
  place = { dir: join(folder, `${count++}`), name: 'thing' }
  work = join(place.dir, 'work')
  await mkdir(work, { recursive: true })
})

const mark = (): string => join(work, 'turn-thing')
/** The name of a process that has ended: process ids end below this one. */
const dead = (): string => temporaryName().replace(/^([0-9a-f]+)-\d+/, '$1-4999999')
const elsewhere = (): string => temporaryName().replace(/^[0-9a-f]+/, 'abcdef012345')
const old = async (): Promise<void> => lutimes(mark(), Date.now() / 1000 - 61, Date.now() / 1000 - 61)

describe('a turn', () => {
  it('is one at a time', async () => {
    const first = await Turn.take(place)
    expect(first).toBeDefined()
    expect(await Turn.take(place)).toBeUndefined()
    expect(await Turn.take({ ...place, name: 'other' })).toBeDefined()
    await first?.end()
    expect(await Turn.take(place)).toBeDefined()
  })

  it.each([
    ['a dead process', dead],
    ['what is no process', () => 'nobody'],
  ])('is taken from %s', async (_, holder) => {
    await symlink(holder(), mark())
    await turnEnds(place)
    expect(await Turn.take(place)).toBeDefined()
    expect(await readdir(work)).toEqual(['turn-thing'])
  })

  it.each([
    ['a process that lives', temporaryName],
    ['one that cannot be seen from here', elsewhere],
  ])('is taken from %s only when it gave no sign for a minute', async (_, holder) => {
    await symlink(holder(), mark())
    expect(await Turn.take(place)).toBeUndefined()
    await old()
    await turnEnds(place)
    expect(await Turn.take(place)).toBeDefined()
  })

  it('that was taken away is not ended by who had it', async () => {
    const first = await Turn.take(place)
    await old()
    const second = await Turn.take(place)
    expect(second).toBeDefined()
    const holder = await readlink(mark())
    await first?.end()
    expect(await readlink(mark())).toBe(holder)
    await second?.end()
    expect(await readdir(work)).toEqual([])
  })

  it('of a dead process is taken by one of those who want it', async () => {
    await symlink(dead(), mark())
    const taken = await Promise.all(Array.from({ length: 8 }, () => Turn.take(place)))
    expect(taken.filter((turn) => turn !== undefined)).toHaveLength(1)
  })
})

describe('waiting', () => {
  it('ends with the turn', async () => {
    const turn = await Turn.take(place)
    let over = false
    const waited = turnEnds(place).then(() => (over = true))
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(over).toBe(false)
    await turn?.end()
    await waited
  })

  it('can be stopped', async () => {
    await Turn.take(place)
    const controller = new AbortController()
    const waited = turnEnds(place, controller.signal)
    controller.abort()
    await expect(waited).rejects.toMatchObject({ code: 'aborted' })
  })
})
