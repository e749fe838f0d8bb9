import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { hexOf } from '../../src/core/digest.js'
import { sha256 } from '../../src/core/hash.js'
import { Store } from '../../src/store/store.js'
import { runOk } from '../support/command.js'

const program = fileURLToPath(new URL('../support/storeWriter.ts', import.meta.url))
const args = (dir: string, what: string): string[] => ['--import', 'tsx', program, dir, what]

let dir: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'store-'))
})
afterEach(() => rm(dir, { recursive: true }))

/** Every blob of a store is what its name says. */
async function expectWhole(): Promise<string[]> {
  const names = await readdir(join(dir, 'blobs/sha256'))
  for (const name of names) expect(hexOf(sha256(await readFile(join(dir, 'blobs/sha256', name))))).toBe(name)
  return names
}

it('is shared by processes that write the same blobs at the same time', async () => {
  await Promise.all(Array.from({ length: 4 }, () => runOk(process.execPath, args(dir, '12'))))
  expect(await expectWhole()).toHaveLength(12)
  expect(await readdir(join(dir, 'ingest'))).toEqual([])
  const store = await Store.open(dir)
  expect(await store.readRecord('test', 'last')).toMatchObject({ i: 11 })
})

it('stays whole when a process is killed while it writes', async () => {
  const child = spawn(process.execPath, args(dir, 'stall'), { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')

  const [left = ''] = await readdir(join(dir, 'ingest'))
  expect((await stat(join(dir, 'ingest', left))).size).toBeGreaterThan(0)
  expect(await expectWhole()).toEqual([])

  const store = await Store.open(dir)
  expect(await readdir(join(dir, 'ingest'))).toEqual([])
  expect(await readdir(join(dir, 'builds'))).toHaveLength(1)
  await store.put([Buffer.from('never')], { digest: sha256('never'), size: 5 })
  expect(await expectWhole()).toHaveLength(1)
})
