import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import { readRuns, rememberParts, type RunRecord } from '../../../src/build/why/runRecords.js'
import { Store } from '../../../src/store/store.js'
import { verifyStore } from '../../../src/store/verify.js'
import { temporaryFolder } from '../../support/folder.js'

const dir = join(temporaryFolder(), 'store')
let store: Store
beforeAll(async () => {
  store = await Store.open(dir)
})
afterAll(() => store.close())

const place = { file: 'Dockerfile', stage: '0', platform: 'linux/amd64' }
const record = (key: string): RunRecord => ({
  key,
  at: 1,
  position: 0,
  parts: { base: { name: 'a', id: sha256('a') }, below: [], command: key, variables: {}, settings: {}, mounts: [] },
})

test('the last one comes first, the same key counts once, and the oldest goes', async () => {
  expect(await readRuns(store, place)).toEqual([])
  for (let i = 0; i < 45; i++) await rememberParts(store, place, record(`${i}`))
  await rememberParts(store, place, record('20'))
  const keys = (await readRuns(store, place)).map(({ key }) => key)
  expect(keys).toHaveLength(40)
  expect(keys.slice(0, 3)).toEqual(['20', '44', '43'])
  expect(keys.at(-1)).toBe('5')
})

test('another stage, platform or Dockerfile has its own', async () => {
  for (const other of [{ stage: '1' }, { platform: 'linux/arm64' }, { file: 'other/Dockerfile' }])
    expect(await readRuns(store, { ...place, ...other })).toEqual([])
})

test('a store with such records is whole', async () => {
  expect((await verifyStore(dir, { fix: false, removeTree: () => Promise.resolve() })).faults).toEqual([])
})
