import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { boundStore } from '../../src/store/bound.js'
import { totalSize } from '../../src/store/choose.js'
import { inventory } from '../../src/store/inventory.js'
import { removePlainly } from '../../src/store/leftovers.js'
import { prune } from '../../src/store/prune.js'
import { Store } from '../../src/store/store.js'
import { unpackedTree } from '../../src/store/trees.js'
import { isFresh, keepLayer, keepMount, keepTree, setAge } from '../support/filledStore.js'
import { temporaryFolder } from '../support/folder.js'

const day = 86_400_000
const base = temporaryFolder()
let store: Store
let dir: string
beforeEach(async () => {
  dir = mkdtempSync(join(base, 'store-'))
  store = await Store.open(dir)
})

function kept(): string[] {
  return inventory(dir)
    .map(({ kind, name }) => `${kind} ${name.slice(0, 8)}`)
    .sort()
}

function expectNoTraces(): void {
  for (const folder of ['work', 'ingest', 'pruning']) expect(readdirSync(join(dir, folder))).toEqual([])
}

describe('the inventory', () => {
  it('has all that is kept, with size and last use', async () => {
    const digest = await keepLayer(store, 'a', 1000, 3)
    await keepTree(store, 't', 5000, 2)
    keepMount(store, 'pip', 10_000, 1)
    const age = (lastUsed: number): number => Math.round((Date.now() - lastUsed) / day)
    expect(inventory(dir).map(({ kind, name, size, lastUsed }) => [kind, name, size, age(lastUsed)])).toEqual([
      ['blob', digest.slice(7), 1000, 3],
      ['index', digest.slice(7), 10, 3],
      ['record', 'run/a', 96, 3],
      ['unpacked', sha256('t').slice(7), 5000, 2],
      ['mount', 'pip', 20_480, 1],
    ])
  })

  it('measures a mount after each use alone', () => {
    const folder = keepMount(store, 'pip', 1, 1)
    const size = (): number => totalSize(inventory(dir))
    const first = size()
    writeFileSync(join(folder, 'data/more'), Buffer.alloc(100_000))
    expect(size()).toBe(first)
    setAge(join(folder, 'about.json'), -1)
    expect(size() - first).toBeGreaterThanOrEqual(100_000)
  })

  it('is empty where there is no store', () => {
    expect(inventory(join(dir, 'nowhere'))).toEqual([])
  })
})

describe('pruning', () => {
  it('removes what was not used for longest', async () => {
    await keepLayer(store, 'old', 1000, 3)
    const old = kept()
    await keepLayer(store, 'new', 1000, 1)
    const tree = await keepTree(store, 't', 1000, 4)
    await store.close()
    const { removed, inUse } = await prune(dir, { usedSince: Date.now() - 2 * day }, removePlainly)
    expect(removed.map(({ kind }) => kind).sort()).toEqual(['blob', 'index', 'record', 'unpacked'])
    expect(inUse).toEqual([])
    expect(kept()).toHaveLength(3)
    expect(kept()).not.toEqual(expect.arrayContaining(old))
    expect(existsSync(tree)).toBe(false)
    expectNoTraces()
  })

  it('removes until the rest fits', async () => {
    for (let age = 1; age <= 5; age++) await keepLayer(store, `layer${age}`, 1000, age)
    keepMount(store, 'pip', 5000, 6)
    await store.close()
    await prune(dir, { maxSize: 3000 }, removePlainly)
    expect(totalSize(inventory(dir))).toBeLessThanOrEqual(3000)
    expect(kept().filter((name) => name.startsWith('blob'))).toHaveLength(2)
    expect(kept().filter((name) => name.startsWith('mount'))).toEqual([])
    expectNoTraces()
  })

  it('removes records of blobs that are gone, and those that are none', async () => {
    await keepLayer(store, 'old', 1000, 3)
    setAge(join(dir, 'records/run/old.json'), 0)
    await store.writeRecord('tags', 'damaged', { digest: sha256('never kept') })
    writeFileSync(join(dir, 'records/tags/cut.json'), '{"dig')
    await store.writeRecord('step', 'other', { of: 'nothing', list: [sha256('x')] })
    await store.close()
    await prune(dir, { usedSince: Date.now() - day }, removePlainly)
    expect(kept()).toEqual(['record step/oth'])
  })

  it('leaves a store that builds can use', async () => {
    const digest = await keepLayer(store, 'a', 1000, 1)
    await keepTree(store, 't', 1000, 1)
    await store.close()
    await prune(dir, { usedSince: Infinity }, removePlainly)
    expect(kept()).toEqual([])
    const again = await Store.open(dir)
    expect(await again.has({ digest, size: 1000 })).toBe(false)
    expect(await again.readIndex(digest)).toBeUndefined()
    expect(await again.readRecord('run', 'a')).toBeUndefined()
    expect(await keepLayer(again, 'a', 1000, 0)).toBe(digest)
    await expect(again.locate(digest)).resolves.toMatchObject({ offset: 0 })
    expect(existsSync(await keepTree(again, 't', 1000, 0))).toBe(true)
  })

  it('goes on where something cannot be removed, and tells it; the next one removes it', async () => {
    await keepTree(store, 'a', 1000, 3)
    await keepTree(store, 'b', 1000, 2)
    await store.close()
    const refuse = async (path: string): Promise<void> =>
      existsSync(join(path, 'tree')) ? Promise.reject(new Error('not allowed')) : removePlainly(path)
    await expect(prune(dir, { usedSince: Infinity }, refuse)).rejects.toMatchObject({
      code: 'io',
      message: `cannot prune the store ${dir}: not allowed`,
    })
    expect(kept()).toEqual([])
    expect(readdirSync(join(dir, 'work'))).toHaveLength(2)
  })
})

describe('while a build runs', () => {
  let other: Store
  beforeEach(async () => {
    for (const name of ['used', 'unused']) await keepLayer(store, name, 1000, 3)
    for (const name of ['used', 'unused']) await keepTree(store, name, 1000, 3)
    await store.close()
    // A build of its own: what the one before has used is nothing to it.
    other = await Store.open(dir)
  })

  it('pruning takes nothing that the build has used', async () => {
    const digest = sha256(Buffer.alloc(1000, 'used'))
    expect(await other.has({ digest, size: 1000 })).toBe(true)
    const tree = await keepTreeOf(other, 'used')
    expect(isFresh(other.blobPath(digest))).toBe(true)
    const { removed, inUse, builds } = await prune(dir, { usedSince: Infinity }, removePlainly)
    expect(inUse.map(({ kind }) => kind).sort()).toEqual(['blob', 'unpacked'])
    expect(removed.map(({ kind }) => kind).sort()).toEqual(['blob', 'index', 'index', 'record', 'record', 'unpacked'])
    expect(builds).toMatchObject([{ pid: process.pid }])
    await expect(other.locate(digest)).resolves.toMatchObject({ offset: 0 })
    expect(existsSync(join(tree, 'file'))).toBe(true)
    await other.close()
    await prune(dir, { usedSince: Infinity }, removePlainly)
    expect(kept()).toEqual([])
  })

  it('pruning takes nothing that the build has made', async () => {
    await other.put([Buffer.from('made')], { digest: sha256('made'), size: 4 })
    const { inUse } = await prune(dir, { maxSize: 0 }, removePlainly)
    expect(inUse).toMatchObject([{ kind: 'blob', size: 4 }])
  })

  it('temporary files and folders stay', async () => {
    const folder = await other.temporaryFolder()
    const writer = await other.create()
    await prune(dir, { usedSince: Infinity }, removePlainly)
    expect(existsSync(folder.path)).toBe(true)
    expect(existsSync(writer.path)).toBe(true)
    await writer.discard()
  })

  function keepTreeOf(of: Store, name: string): Promise<string> {
    return unpackedTree(of, '0-0-1', sha256(name), () => Promise.reject(new Error('it is there')))
  }
})

describe('the bound', () => {
  beforeEach(async () => {
    for (let age = 1; age <= 4; age++) await keepLayer(store, `layer${age}`, 1000, age)
    await store.close()
  })
  const blobs = (): string[] => kept().filter((name) => name.startsWith('blob'))

  it.each([
    [2500, 2],
    [100_000, 4],
    [0, 4],
    [undefined, 4],
  ])('of %s bytes leaves %d of 4000 bytes', async (maxSize, count) => {
    await boundStore(dir, { maxSize }, removePlainly)
    expect(blobs()).toHaveLength(count)
  })
})

describe('an unpacked tree', () => {
  it('is made once, also by two who want it at once', async () => {
    let made = 0
    const make = (): Promise<string> =>
      unpackedTree(store, 'ids', sha256('t'), async (folder) => {
        made++
        mkdirSync(folder)
        writeFileSync(join(folder, 'file'), 'x')
        return 1
      })
    const [a, b] = await Promise.all([make(), make()])
    expect(a).toBe(b)
    expect(await make()).toBe(a)
    expect(made).toBe(1)
    expect(readdirSync(a)).toEqual(['file'])
    expectNoTraces()
  })

  it('is another process’s where that was faster', async () => {
    const tree = await unpackedTree(store, 'ids', sha256('t'), async (folder) => {
      mkdirSync(folder)
      const winner = join(dir, 'unpacked/ids', sha256('t').slice(7))
      mkdirSync(join(winner, 'tree/theirs'), { recursive: true })
      writeFileSync(join(winner, 'size'), '1')
      return 1
    })
    expect(readdirSync(tree)).toEqual(['theirs'])
    expectNoTraces()
  })

  it('leaves nothing when it cannot be made', async () => {
    const making = unpackedTree(store, 'ids', sha256('t'), async (folder) => {
      mkdirSync(folder)
      throw new Error('no tar')
    })
    await expect(making).rejects.toMatchObject({ code: 'io', message: expect.stringMatching(/no tar$/) as string })
    expect(kept()).toEqual([])
    expectNoTraces()
  })
})
