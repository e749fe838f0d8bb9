import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { defaultStoreDir } from '../../src/store/location.js'
import { workersIn } from '../../src/store/mark.js'
import { Store } from '../../src/store/store.js'
import { needs } from '../support/needs.js'

let dir: string
let store: Store
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'store-'))
  store = await Store.open(dir)
})
afterEach(() => rm(dir, { recursive: true }))

const bytes = randomBytes(3_000_000)
const expected = { digest: sha256(bytes), size: bytes.length }

async function* pieces(whole: Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size)
}

async function expectNothingKept(): Promise<void> {
  expect(await readdir(join(dir, 'ingest'))).toEqual([])
  expect(await readdir(join(dir, 'blobs/sha256'))).toEqual([])
}

describe('put', () => {
  it('keeps a blob under its digest', async () => {
    expect(await store.has(expected)).toBe(false)
    const extent = await store.put(pieces(bytes), expected)
    expect(extent).toEqual({ path: store.blobPath(expected.digest), offset: 0 })
    expect(bytes.equals(await readFile(extent.path))).toBe(true)
    expect(await store.has(expected)).toBe(true)
    expect(await store.locate(expected.digest)).toEqual(extent)
    expect(await readdir(join(dir, 'ingest'))).toEqual([])
  })

  it('keeps the empty blob', async () => {
    await store.put([], { digest: sha256(''), size: 0 })
    expect(await readFile(store.blobPath(sha256('')))).toHaveLength(0)
  })

  it.each([100, 700_000, 2_000_000])('keeps a copy of bytes whose buffer of %i is used again', async (size) => {
    const letters = ['a', 'b', 'c']
    async function* reused(): AsyncGenerator<Uint8Array> {
      const buffer = Buffer.alloc(size)
      for (const letter of letters) yield buffer.fill(letter)
    }
    const whole = Buffer.concat(letters.map((letter) => Buffer.alloc(size, letter)))
    const { path } = await store.put(reused(), { digest: sha256(whole), size: whole.length })
    expect(whole.equals(await readFile(path))).toBe(true)
  })

  it('does not read again what it has', async () => {
    await store.put(pieces(bytes), expected)
    async function* never(): AsyncGenerator<Uint8Array> {
      throw new Error('was read')
    }
    await expect(store.put(never(), expected)).resolves.toMatchObject({ offset: 0 })
  })

  it.each([
    ['too few bytes', bytes.subarray(1), /expected 3000000 bytes, found 2999999/],
    ['too many bytes', Buffer.concat([bytes, Buffer.from('x')]), /expected 3000000 bytes, found more/],
    ['other bytes', Buffer.alloc(bytes.length), new RegExp(sha256(Buffer.alloc(bytes.length)))],
  ])('refuses %s', async (_, wrong, message) => {
    await expect(store.put(pieces(wrong), expected)).rejects.toMatchObject({
      code: 'integrity',
      message: expect.stringMatching(message) as string,
    })
    await expectNothingKept()
  })

  it('takes no more than the expected size from an endless source', async () => {
    let given = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        given += 1000
        yield Buffer.alloc(1000)
      }
    }
    await expect(store.put(endless(), { ...expected, size: 5000 })).rejects.toMatchObject({ code: 'integrity' })
    expect(given).toBe(6000)
    await expectNothingKept()
  })

  it('keeps nothing when the source fails', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 2_000_000)
      throw new Error('the line was cut')
    }
    await expect(store.put(failing(), expected)).rejects.toThrow('the line was cut')
    await expectNothingKept()
  })
})

describe('create', () => {
  it('makes a blob of what was written to its file', async () => {
    const writer = await store.create()
    await writer.handle.write(bytes)
    const extent = await writer.commit(expected.digest, expected.size)
    await writer.discard()
    expect(bytes.equals(await readFile(extent.path))).toBe(true)
  })

  it('gives up without a trace', async () => {
    const writer = await store.create()
    await writer.write(bytes)
    await writer.discard()
    await expectNothingKept()
  })

  it('refuses a file of another length', async () => {
    const writer = await store.create()
    await writer.write(bytes)
    await expect(writer.commit(expected.digest, expected.size + 1)).rejects.toMatchObject({ code: 'integrity' })
    await expectNothingKept()
  })
})

it('names the blob that is not there', async () => {
  await expect(store.locate(expected.digest)).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining(expected.digest) as string,
  })
})

it('does not take a blob of another size for the one expected', async () => {
  await writeFile(store.blobPath(expected.digest), 'cut')
  expect(await store.has(expected)).toBe(false)
  await store.put(pieces(bytes), expected)
  expect(bytes.equals(await readFile(store.blobPath(expected.digest)))).toBe(true)
})

describe('records', () => {
  it('come back as they were', async () => {
    expect(await store.readRecord('step', 'abc')).toBeUndefined()
    await store.writeRecord('step', 'abc', { digest: 'x', list: [1] })
    await store.writeRecord('step', 'abc', { digest: 'y', list: [2] })
    expect(await store.readRecord('step', 'abc')).toEqual({ digest: 'y', list: [2] })
  })

  it('are as if absent when they are corrupt', async () => {
    await store.writeRecord('step', 'abc', {})
    await writeFile(join(dir, 'records/step/abc.json'), '{"dig')
    expect(await store.readRecord('step', 'abc')).toBeUndefined()
  })

  it.each(['../x', '', '.', '..', 'a/b', '.hidden'])('are not named %j', async (key) => {
    await expect(store.readRecord('step', key)).rejects.toThrow('cannot name a record')
    await expect(store.writeRecord(key, 'abc', 1)).rejects.toThrow('cannot name a record')
  })
})

it('keeps encoded indexes', async () => {
  expect(await store.readIndex(expected.digest)).toBeUndefined()
  await store.writeIndex(expected.digest, Buffer.from('index'))
  expect(Buffer.from((await store.readIndex(expected.digest)) ?? []).toString()).toBe('index')
})

it('gives folders of their own', async () => {
  const a = await store.temporaryFolder()
  const b = await store.temporaryFolder()
  expect(a.path).not.toBe(b.path)
  await mkdir(join(a.path, 'x/y'), { recursive: true })
  await a.remove()
  expect(await readdir(join(dir, 'work'))).toHaveLength(1)
  await b.remove()
  expect(await readdir(join(dir, 'work'))).toEqual([])
})

it('is told when it is at work, and when no more', async () => {
  const other = await Store.open(dir)
  expect(await workersIn(join(dir, 'builds'))).toMatchObject([{ pid: process.pid }, { pid: process.pid }])
  await store.close()
  await other.close()
  expect(await readdir(join(dir, 'builds'))).toEqual([])
})

it('cannot be read by others than its owner', async () => {
  expect((await stat(dir)).mode & 0o777).toBe(0o700)
  await Store.open(join(dir, 'a/b'))
  expect((await stat(join(dir, 'a/b'))).mode & 0o777).toBe(0o700)
})

it('tells why it cannot be opened', async () => {
  await writeFile(join(dir, 'file'), '')
  await expect(Store.open(join(dir, 'file'))).rejects.toMatchObject({
    code: 'io',
    message: expect.stringContaining(join(dir, 'file')) as string,
    hint: 'Name a folder that you may write to: --cache-dir FOLDER.',
  })
})

it.runIf(needs('Linux', process.platform === 'linux'))('tells what to do where nobody may write', async () => {
  for (const place of ['/proc/store', '/sys/a/store'])
    await expect(Store.open(place)).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining(`cannot open the store ${place}: `) as string,
      hint: 'Name a folder that you may write to: --cache-dir FOLDER.',
    })
})

it.each([
  [{ XDG_CACHE_HOME: '/c', HOME: '/h' }, '/c/oci-pack'],
  [{ XDG_CACHE_HOME: 'relative', HOME: '/h' }, '/h/.cache/oci-pack'],
  [{ XDG_CACHE_HOME: '', HOME: '/h' }, '/h/.cache/oci-pack'],
  [{ HOME: '/h' }, '/h/.cache/oci-pack'],
])('lies in the user’s cache folder: %j', (env, path) => {
  expect(defaultStoreDir(env)).toBe(path)
})

it('knows whether it may have grown: not by what is looked up or there already', async () => {
  await store.put(pieces(bytes), expected)
  expect(store.mayHaveGrown).toBe(true)
  const again = await Store.open(dir)
  await again.put(pieces(bytes), expected)
  await again.readIndex(expected.digest)
  expect(again.mayHaveGrown).toBe(false)
  await (await again.temporaryFolder()).remove()
  expect(again.mayHaveGrown).toBe(true)
  await again.close()
})
