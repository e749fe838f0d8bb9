import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { keepLayer as storeLayer } from '../../src/store/layers.js'
import { removePlainly } from '../../src/store/leftovers.js'
import { Store } from '../../src/store/store.js'
import { type Verified, verifyStore } from '../../src/store/verify.js'
import { keepMount, keepTree, setAge } from '../support/filledStore.js'
import { temporaryFolder } from '../support/folder.js'
import { sampleTar } from '../support/sampleImage.js'

const base = temporaryFolder()
let store: Store
let dir: string
/** Of one layer. */
let place: { readonly blob: string; readonly index: string; readonly record: string; readonly unpacked: string }
beforeEach(async () => {
  dir = mkdtempSync(join(base, 'store-'))
  store = await Store.open(dir)
  const tar = await sampleTar({ a: Buffer.alloc(3_000_000, 'a') })
  const { layer } = await storeLayer(
    store,
    (async function* () {
      yield tar
    })(),
  )
  const { diffId } = layer
  const name = diffId.slice(7)
  await store.writeRecord('run', 'made', { diffId, size: layer.descriptor.size, what: 'RUN true' })
  await store.writeRecord('step', 'other', { of: 'nothing', list: [sha256('x')] })
  const tree = await keepTree(store, 't', 5000, 1)
  keepMount(store, 'pip', 100, 1)
  await store.close()
  place = {
    blob: store.blobPath(diffId),
    index: join(dir, 'index', name),
    record: join(dir, 'records/run/made.json'),
    unpacked: join(tree, '..'),
  }
})

const verify = (fix = false): Promise<Verified> => verifyStore(dir, { fix, removeTree: removePlainly })
const found = ({ faults }: Verified): string[] =>
  faults.map(({ entry, message, isStale = false, isMended }) =>
    [entry.kind, message, isStale ? 'stale' : '', isMended ? 'mended' : ''].filter(Boolean).join(', '),
  )

describe('a store that is whole', () => {
  it('is told to be, and nothing counts as used by that', async () => {
    setAge(place.blob, 5)
    const before = statSync(place.blob).mtimeMs
    const seen: number[][] = []
    const verified = await verifyStore(dir, {
      fix: true,
      removeTree: removePlainly,
      onProgress: (done, total) => seen.push([done, total]),
    })
    expect(found(verified)).toEqual([])
    expect(verified.layout).toBe('true')
    expect(verified.checked.map(({ kind }) => kind).sort()).toEqual(
      ['blob', 'index', 'mount', 'record', 'record', 'unpacked'].sort(),
    )
    const { size } = statSync(place.blob)
    expect(seen.at(-1)).toEqual([size, size])
    expect(seen.length).toBeGreaterThan(2)
    expect(statSync(place.blob).mtimeMs).toBe(before)
  })
})

describe('what is wrong is told, and removed where that is asked for', () => {
  const flip = (path: string, at: number): void => {
    const bytes = readFileSync(path)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(path, bytes)
  }
  const cases: Record<string, [kind: keyof typeof place, damage: () => void, message: RegExp]> = {
    'a bit of a blob': ['blob', () => flip(place.blob, 2_000_000), /^its bytes have the digest sha256:[0-9a-f]{64}$/],
    'zeros in place of a blob': [
      'blob',
      () => writeFileSync(place.blob, Buffer.alloc(statSync(place.blob).size)),
      /^its bytes have the digest/,
    ],
    'less of a blob': ['blob', () => truncateSync(place.blob, 1000), /^its bytes have the digest/],
    'a bit of an index': ['index', () => flip(place.index, 40), /^these bytes are not an index/],
    'an index of another layer': [
      'index',
      () => {
        const other = join(dir, 'index', 'a'.repeat(64))
        writeFileSync(other, readFileSync(place.index))
        rmSync(place.index)
        place = { ...place, index: other }
      },
      /^it is of the layer sha256:/,
    ],
    'a record that is cut off': ['record', () => truncateSync(place.record, 20), /^it is not JSON$/],
    'a record that is no object': ['record', () => writeFileSync(place.record, '3'), /^it is no JSON object$/],
    'a record of another size': [
      'record',
      () => writeFileSync(place.record, readFileSync(place.record, 'latin1').replace(/"size":\d+/, '"size":3')),
      /^it tells 3 bytes of a blob of \d+$/,
    ],
    'no files': ['unpacked', () => rmSync(join(place.unpacked, 'tree'), { recursive: true }), /^it has no files$/],
  }
  it.each(Object.entries(cases))('%s', async (_, [kind, damage, message]) => {
    damage()
    const first = (await verify()).faults.filter(({ isStale }) => isStale !== true)
    expect(first).toMatchObject([
      { entry: { kind, path: place[kind] }, message: expect.stringMatching(message) as string, isMended: false },
    ])
    expect(existsSync(place[kind])).toBe(true)
    expect((await verify(true)).faults.map(({ isMended }) => isMended)).not.toContain(false)
    expect(existsSync(place[kind])).toBe(false)
    expect((await verify()).faults).toEqual([])
    expect(readdirSync(join(dir, 'work'))).toEqual([])
  })

  it('a blob with a name that is none', async () => {
    writeFileSync(join(dir, 'blobs/sha256/readme'), 'x')
    expect(found(await verify(true))).toEqual(['blob, its name is no digest, mended'])
  })

  it('records of what is gone are stale, not damaged', async () => {
    rmSync(place.blob)
    expect(found(await verify())).toEqual([
      expect.stringMatching(/^record, it is of sha256:\S+, which is not there as a whole, stale$/),
    ])
    expect(found(await verify(true))).toEqual([expect.stringMatching(/stale, mended$/)])
    expect(found(await verify())).toEqual([])
  })

  it('a list of images that are not there', async () => {
    const entry = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: sha256('x'), size: 1 }
    writeFileSync(join(dir, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }))
    expect((await verify()).layout).toBe('false')
    expect((await verify(true)).layout).toBe('mended')
    expect((await verify()).layout).toBe('true')
  })
})

it('can be stopped', async () => {
  const stop = new AbortController()
  stop.abort()
  await expect(verifyStore(dir, { fix: true, removeTree: removePlainly, signal: stop.signal })).rejects.toMatchObject({
    code: 'aborted',
    message: `verifying the store ${dir} was stopped`,
  })
})
