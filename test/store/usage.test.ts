import { mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { beforeEach, expect, it } from 'vitest'
import { temporaryName } from '../../src/core/host/temporaryName.js'
import { Mark, workersIn } from '../../src/store/mark.js'
import { Usage } from '../../src/store/usage.js'
import { temporaryFolder } from '../support/folder.js'

const base = temporaryFolder()
let count = 0
let pruning: string
let thing: string
const longAgo = 1000
beforeEach(() => {
  pruning = join(base, `${count++}`, 'pruning')
  thing = join(pruning, '../thing')
  mkdirSync(pruning, { recursive: true })
  writeFileSync(thing, '')
  utimesSync(thing, longAgo, longAgo)
})

it('is the time of a file or folder, noted once a build', async () => {
  const usage = new Usage(pruning, 0)
  const before = Date.now()
  await usage.mark(thing)
  expect(Math.ceil(statSync(thing).mtimeMs)).toBeGreaterThanOrEqual(before)
  utimesSync(thing, longAgo, longAgo)
  await usage.mark(thing)
  expect(statSync(thing).mtimeMs).toBe(longAgo * 1000)
})

it('is not before the build began, though the clock was set back', async () => {
  const since = (Math.floor(Date.now() / 1000) + 3600) * 1000
  await new Usage(pruning, since).mark(thing)
  expect(statSync(thing).mtimeMs).toBe(since)
})

it('of what is not there is none, until it is there', async () => {
  const usage = new Usage(pruning, 0)
  rmSync(thing)
  await usage.mark(thing)
  writeFileSync(thing, '')
  utimesSync(thing, longAgo, longAgo)
  await usage.mark(thing)
  expect(statSync(thing).mtimeMs).toBeGreaterThan(longAgo * 1000)
})

it('waits while somebody prunes, and is noted anew afterwards', async () => {
  const pruner = await Mark.make(pruning)
  let marked = false
  const marking = new Usage(pruning, 0).mark(thing).then(() => (marked = true))
  await setTimeout(50)
  expect(marked).toBe(false)
  utimesSync(thing, longAgo, longAgo)
  await pruner.remove()
  await marking
  expect(statSync(thing).mtimeMs).toBeGreaterThan(longAgo * 1000)
})

it('finds nothing when it was taken away meanwhile', async () => {
  const pruner = await Mark.make(pruning)
  const marking = new Usage(pruning, 0).mark(thing)
  await setTimeout(20)
  rmSync(thing)
  await pruner.remove()
  await marking
})

it('waits for no dead process, here or elsewhere', async () => {
  const [host = '', , ...rest] = temporaryName().split('-')
  writeFileSync(join(pruning, [host, 2 ** 22 + 1, ...rest].join('-')), '')
  const elsewhere = join(pruning, ['f'.repeat(12), 1, ...rest].join('-'))
  writeFileSync(elsewhere, '')
  expect(await workersIn(pruning)).toMatchObject([{ pid: 1 }])
  utimesSync(elsewhere, longAgo, longAgo)
  await new Usage(pruning, 0).mark(thing)
  expect(readdirSync(pruning)).toEqual([])
})
