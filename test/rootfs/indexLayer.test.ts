import { expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { sha256 } from '../../src/core/hash.js'
import { indexLayer } from '../../src/rootfs/indexLayer.js'
import { archive, chunks, header } from '../oci/tar/support.js'

test('entries have clean paths, their places, and the digest of every byte', async () => {
  const bytes = Buffer.concat([
    archive(
      [header({ path: './', type: 'directory' })],
      [header({ path: './usr/', type: 'directory' })],
      [header({ path: '/usr//bin/./tool', size: 700 })],
      [header({ path: 'usr/link', type: 'link', linkPath: './usr/bin/tool' })],
      [header({ path: 'usr/up', type: 'symlink', linkPath: '../../etc/./x/' })],
      [header({ path: 'usr/.wh.gone' })],
    ),
    Buffer.from('what follows the end'),
  ])
  const index = await indexLayer(chunks(bytes, 1000))
  expect([index.size, index.diffId]).toEqual([bytes.length, sha256(bytes)])
  expect(index.entries.map((entry) => [entry.header.path, entry.header.linkPath, entry.offset])).toEqual([
    ['', '', 512],
    ['usr', '', 1024],
    ['usr/bin/tool', '', 1536],
    ['usr/link', 'usr/bin/tool', 3072],
    ['usr/up', '../../etc/./x/', 3584],
    ['usr/.wh.gone', '', 4096],
  ])
})

test.each([
  ['../x', header({ path: '../x' })],
  ['a/../../x', header({ path: 'a/../../x' })],
  ['..', header({ path: 'a', type: 'link', linkPath: '..' })],
])('a name that leaves the root is refused: %s', async (name, head) => {
  await expect(indexLayer(chunks(archive([head])))).rejects.toThrow(OciPackError)
  await expect(indexLayer(chunks(archive([head])))).rejects.toThrow(`${JSON.stringify(name)} leaves the root`)
})

test.each([
  ['a path', header({ path: 'a/'.repeat(2500) })],
  ['a link', header({ path: 'a', type: 'symlink', linkPath: 'a/'.repeat(2500) })],
])('a name that no system takes is refused: %s', async (_, head) => {
  await expect(indexLayer(chunks(archive([head])))).rejects.toThrow('layer: a name has 5000 bytes')
})

test('an empty layer has an index', async () => {
  expect(await indexLayer(chunks(archive()))).toMatchObject({ size: 1024, entries: [] })
})
