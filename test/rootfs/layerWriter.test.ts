import { readFileSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { Changes } from '../../src/rootfs/changes.js'
import { ContentReader } from '../../src/rootfs/contentReader.js'
import { indexLayer } from '../../src/rootfs/indexLayer.js'
import { LayerWriter, type WrittenLayer } from '../../src/rootfs/layerWriter.js'
import { type Directory, emptyDirectory, noXattrs } from '../../src/rootfs/node.js'
import { applyLayer, nodeAt, putNode } from '../../src/rootfs/tree.js'
import { temporaryFolder } from '../support/folder.js'
import { directory, file, link, listing, tree } from '../support/trees.js'

const folder = temporaryFolder()
let count = 0

async function written(
  fill: (writer: LayerWriter) => Promise<void>,
  mtime?: (own: number) => number,
): Promise<WrittenLayer & { bytes: Buffer }> {
  const path = join(folder, `${count++}.tar`)
  const handle = await open(path, 'w')
  try {
    const writer = new LayerWriter({ path, write: (bytes) => handle.writeFile(bytes) }, mtime)
    await fill(writer)
    return { ...(await writer.finish()), bytes: readFileSync(path) }
  } finally {
    await handle.close()
  }
}

const reader = new ContentReader((layer) => layer.locate())
/** A directory put over a directory carries its children on. */
function keptDirectory(root: Directory, path: string): Directory {
  const old = nodeAt(root, path)
  return old?.type === 'directory' ? { ...old, mode: 0o700 } : directory()
}

const header = {
  type: 'file' as const,
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 100,
  mtimeNsec: 5,
  linkPath: '',
  devMajor: 0,
  devMinor: 0,
  xattrs: noXattrs,
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

test('an empty layer is the one that Docker writes', async () => {
  const { layer, bytes } = await written(async () => undefined)
  expect(layer.diffId).toBe('sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef')
  expect(bytes).toEqual(Buffer.alloc(1024))
})

test('digest, size and index are those that reading the layer gives', async () => {
  const large = Buffer.alloc(9 << 20, 7)
  const { layer, index, bytes } = await written(async (writer) => {
    await writer.add({ ...header, path: 'a', type: 'directory', size: 0 })
    await writer.add({ ...header, path: 'a/large', size: large.length }, [large.subarray(0, 5), large.subarray(5)])
    await writer.addFile({ ...header, path: 'a/small', size: 3 }, (target) => target.set([1, 2, 3]))
  })
  expect(layer.descriptor).toMatchObject({ digest: sha256(bytes), size: bytes.length })
  expect(await indexLayer(once(bytes))).toEqual(index)
})

test('times go through the function that is given', async () => {
  const { index } = await written(
    (writer) => writer.add({ ...header, path: 'x', size: 0 }),
    (own) => Math.min(own, 50),
  )
  expect(index.entries[0]?.header).toMatchObject({ mtime: 50, mtimeNsec: 0 })
})

test.each([2, 4])('content of %i bytes where 3 were promised is refused', async (size) => {
  await expect(
    written((writer) => writer.add({ ...header, path: 'x', size: 3 }, [Buffer.alloc(size)])),
  ).rejects.toThrow(/does not have the 3 bytes/)
})

test('a failed write is told with the file', async () => {
  const writer = new LayerWriter({
    path: '/full/layer',
    write: () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOSPC' })),
  })
  await expect(writer.finish()).rejects.toMatchObject({
    code: 'io',
    message: 'writing a layer to /full/layer: no space left on the device',
  })
})

describe('Changes', () => {
  test('are written with the directories above them, opaque marks and hard links', async () => {
    const root = tree({ 'etc/keep': file('k'), 'opt/was/x': file('x') })
    const changes = new Changes(root)
    const shared = file('same')
    changes.put('opt/was', file('in between'))
    changes.put('opt/was/y', file('y'))
    changes.put('usr/b', shared)
    changes.put('usr/a', shared)
    changes.put('usr/l', link('a'))
    const { index } = await written((writer) => changes.write(writer, reader))
    expect(index.entries.map(({ header }) => [header.path, header.type, header.linkPath])).toEqual([
      ['opt', 'directory', ''],
      ['opt/was', 'directory', ''],
      ['opt/was/.wh..wh..opq', 'file', ''],
      ['opt/was/y', 'file', ''],
      ['usr', 'directory', ''],
      ['usr/a', 'file', ''],
      ['usr/b', 'link', 'usr/a'],
      ['usr/l', 'symlink', 'a'],
    ])
  })

  test('written as a layer and laid over the old tree, give the new tree', async () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd d', '\xff')
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
    const node = fc.oneof(
      fc.string().map((text) => file(text)),
      fc.constant('x').map(link),
      fc.constant(0).map(() => directory()),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(path, node), { maxLength: 8 }),
        fc.array(fc.tuple(path, node), { maxLength: 8 }),
        async (before, puts) => {
          const grow = () => {
            const root = emptyDirectory()
            for (const [at, what] of before) putNode(root, at, what.type === 'directory' ? directory() : what)
            return root
          }
          const changes = new Changes(grow())
          for (const [at, what] of puts)
            changes.put(at, what.type === 'directory' ? keptDirectory(changes.root, at) : what)
          const { layer, index } = await written((writer) => changes.write(writer, reader))
          const merged = grow()
          applyLayer(merged, index, layer)
          expect(listing(merged)).toEqual(listing(changes.root))
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('ContentReader', () => {
  test('reads sparse content with its holes', async () => {
    const path = join(folder, 'sparse')
    writeFileSync(path, 'xxABCDEF')
    const digest = sha256('')
    const layer = {
      descriptor: { mediaType: 'x', digest, size: 8 },
      diffId: digest,
      locate: () => Promise.resolve({ path, offset: 1 }),
    }
    const sparse = [
      { offset: 2, length: 3 },
      { offset: 8, length: 3 },
    ]
    const bytes = await reader.bytes({ from: 'layer', layer, offset: 1, sparse }, 12, 100, 'sparse')
    expect(bytes.toString('latin1')).toBe('\0\0ABC\0\0\0DEF\0')
    reader.close()
  })

  test('tells of a file that became shorter', async () => {
    const path = join(folder, 'short')
    writeFileSync(path, 'ab')
    await expect(reader.bytes({ from: 'host', path }, 3, 100, 'short')).rejects.toMatchObject({ code: 'source' })
  })

  test('refuses what is larger than was allowed', async () => {
    await expect(reader.bytes({ from: 'bytes', bytes: Buffer.alloc(5) }, 5, 4, '/etc/passwd')).rejects.toThrow(
      /at most 4/,
    )
  })
})
