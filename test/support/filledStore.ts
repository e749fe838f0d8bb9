import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Digest } from '../../src/core/digest.js'
import { sha256 } from '../../src/core/hash.js'
import type { Store } from '../../src/store/store.js'
import { unpackedTree } from '../../src/store/trees.js'

/** Puts a blob of `size` bytes with an index and a record of it, last used `age` days ago, into a store. */
export async function keepLayer(store: Store, name: string, size: number, age: number): Promise<Digest> {
  const bytes = Buffer.alloc(size, name)
  const digest = sha256(bytes)
  const { path } = await store.put([bytes], { digest, size })
  await store.writeIndex(digest, Buffer.from(`index of ${name}`))
  await store.writeRecord('run', name, { diffId: digest, size })
  setAge(path, age)
  setAge(join(store.dir, 'index', digest.slice(7)), age)
  setAge(join(store.dir, 'records/run', `${name}.json`), age)
  return digest
}

/** Puts an unpacked layer with one file of `size` bytes, last used `age` days ago, into a store; gives its folder. */
export async function keepTree(store: Store, name: string, size: number, age: number): Promise<string> {
  const tree = await unpackedTree(store, '0-0-1', sha256(name), async (folder) => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'file'), Buffer.alloc(size))
    return size
  })
  setAge(join(tree, '../size'), age)
  return tree
}

/** Puts what a cache mount keeps, one file of `size` bytes, last used `age` days ago, into a store; gives its folder. */
export function keepMount(store: Store, id: string, size: number, age: number): string {
  const folder = join(store.dir, 'mounts/0-0-1', sha256(id).slice(7))
  mkdirSync(join(folder, 'data'), { recursive: true })
  writeFileSync(join(folder, 'data/file'), Buffer.alloc(size))
  writeFileSync(join(folder, 'about.json'), JSON.stringify({ id }))
  setAge(join(folder, 'about.json'), age)
  return folder
}

export function setAge(path: string, days: number): void {
  const time = Date.now() / 1000 - days * 86_400
  utimesSync(path, time, time)
}

/** Whether something was marked as used within the last minute. */
export function isFresh(path: string): boolean {
  return Date.now() - statSync(path).mtimeMs < 60_000
}
