import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm, stat, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Digest, hexOf } from '../../src/core/digest.js'
import { sha256 } from '../../src/core/hash.js'
import { removePlainly } from '../../src/store/leftovers.js'
import { prune } from '../../src/store/prune.js'
import { Store } from '../../src/store/store.js'
import { run, runOk } from '../support/command.js'
import { needs } from '../support/needs.js'

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

const apart = ['--pid', '--fork', '--kill-child', '--mount-proc']
const canUnshare = (await run('unshare', [...apart, 'true']).catch(() => undefined))?.status === 0

describe.runIf(needs('the right to unshare PIDs', canUnshare))('shared with another container', () => {
  /** Makes what is in a folder look as if nobody had touched it for so long, in milliseconds. */
  async function age(folder: string, milliseconds: number): Promise<void> {
    const time = (Date.now() - milliseconds) / 1000
    for (const name of await readdir(join(dir, folder))) await utimes(join(dir, folder, name), time, time)
  }
  const blob = { digest: sha256('kept'), size: 4 }
  const pruneAll = (): ReturnType<typeof prune> => prune(dir, { usedSince: Infinity }, removePlainly)
  const uses = async (digest: Digest): Promise<boolean> =>
    (await pruneAll()).inUse.some(({ name }) => name === hexOf(digest))

  it('whose processes cannot be seen, it keeps what they use, until they have been silent for long', async () => {
    const child = spawn('unshare', [...apart, process.execPath, ...args(dir, 'stall')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    const store = await Store.open(dir)
    await store.put([Buffer.from('kept')], blob)
    await store.close()
    // It was used since the other one began; what that one writes is its own.
    expect(await uses(blob.digest)).toBe(true)
    expect(await readdir(join(dir, 'ingest'))).toHaveLength(1)

    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await uses(blob.digest)).toBe(true)
    await age('builds', 120_000)
    expect(await uses(blob.digest)).toBe(false)
    expect(await readdir(join(dir, 'builds'))).toEqual([])
    expect(await readdir(join(dir, 'ingest'))).toHaveLength(1)
    await age('ingest', 2 * 86_400_000)
    await pruneAll()
    expect(await readdir(join(dir, 'ingest'))).toEqual([])
  })
})
