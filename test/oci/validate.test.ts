import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import type { Image, Layer } from '../../src/oci/image.js'
import { encodeJson } from '../../src/oci/manifest.js'
import { newImage } from '../../src/oci/mutate.js'
import { validateImage } from '../../src/oci/validate.js'
import { fileItem, layerOf, linkItem } from '../support/archives.js'
import { temporaryFolder } from '../support/folder.js'
import { type TarItem, writeTar } from '../support/tarItems.js'
import { failure } from '../support/thrown.js'

const folder = temporaryFolder()
let count = 0

/** A layer whose bytes are on disk; `said` replaces what its descriptor says. */
function layer(
  bytes: Buffer,
  plain = bytes,
  mediaType: string = mediaTypes.layer,
  said: Partial<Layer['descriptor']> = {},
): Layer {
  const path = join(folder, String(++count))
  writeFileSync(path, Buffer.concat([Buffer.from('before'), bytes, Buffer.from('behind')]))
  return {
    descriptor: { mediaType, digest: sha256(bytes), size: bytes.length, ...said },
    diffId: sha256(plain),
    locate: () => Promise.resolve({ path, offset: 6 }),
  }
}

function imageOf(...layers: Layer[]): Image {
  const history = layers.map(() => ({ created_by: 'COPY' }))
  return newImage({
    config: { os: 'linux', architecture: 'amd64', history: [...history, { empty_layer: true }] },
    layers,
  })
}

const plain = layerOf('a', 'content')

describe('validateImage', () => {
  it('finds nothing in sound images', async () => {
    const zipped = gzipSync(plain)
    const image = imageOf(
      layer(plain),
      layer(zipped, plain, mediaTypes.layerGzip),
      layer(zipped, plain, mediaTypes.dockerLayerGzip),
      layer(plain, plain, mediaTypes.foreign),
      layer(zipped, plain, mediaTypes.foreignGzip),
      layer(plain, plain, mediaTypes.dockerForeign),
      layer(zipped, plain, mediaTypes.dockerForeignGzip),
    )
    expect(await validateImage(image)).toEqual([])
    expect(await validateImage(imageOf())).toEqual([])
  })

  const changed = Buffer.from(plain)
  changed[600] = 0x21
  const zipped = gzipSync(plain)
  const hardLink = (target: string): TarItem => ({ ...linkItem('b', target), type: 'hardlink', target })
  const up = writeTar([fileItem('x/../../up', Buffer.from('!'))])

  it.each<[string, Layer, RegExp[]]>([
    [
      'a changed byte',
      layer(changed, plain, mediaTypes.layer, { digest: sha256(plain) }),
      [/bytes have the digest/, /have the DiffID/],
    ],
    ['a wrong DiffID', layer(plain, Buffer.from('other')), [/have the DiffID/]],
    ['a gzip layer that is said to be plain', layer(zipped, plain), [/says that it is plain, its bytes say gzip/]],
    [
      'a plain layer that is said to be zstd',
      layer(plain, plain, mediaTypes.layerZstd),
      [/says zstd, its bytes say none/],
    ],
    ['a media type of something else', layer(plain, plain, 'text/plain'), [/"text\/plain" is not a layer's/]],
    ['a cut gzip stream', layer(zipped.subarray(0, -20), plain, mediaTypes.layerGzip), [/gzip|damaged/]],
    ['a cut tar', layer(plain.subarray(0, 515)), [/./]],
    ['a file that is too short', layer(plain, plain, mediaTypes.layer, { size: plain.length + 100 }), [/truncated/]],
    ['no tar', layer(Buffer.from('hello '.repeat(200))), [/./]],
    ['a name that leaves the root', layer(up), [/"x\/..\/..\/up" leaves the root/]],
    [
      'a hard link out of the layer',
      layer(writeTar([hardLink('elsewhere')])),
      [/hard link to "elsewhere", which its layer does not hold/],
    ],
    ['an absolute hard link', layer(writeTar([fileItem('a', plain), hardLink('/a')])), [/an absolute path/]],
  ])('finds %s', async (_, broken, messages) => {
    const problems = await validateImage(imageOf(layer(plain), broken))
    expect(problems.every(({ where }) => where === `layer 2 (${broken.descriptor.digest})`)).toBe(true)
    for (const message of messages) expect(problems.map((problem) => problem.message).join('\n')).toMatch(message)
  })

  it('does not take a hard link to an earlier file for a fault', async () => {
    expect(await validateImage(imageOf(layer(writeTar([fileItem('./d/a', plain), hardLink('d/a')]))))).toEqual([])
  })

  it('finds a configuration that does not tell of its layers', async () => {
    const sound = imageOf(layer(plain))
    const config = (changes: object): Image => ({ ...sound, configBytes: encodeJson({ ...sound.config, ...changes }) })
    const messages = async (image: Image): Promise<string[]> =>
      (await validateImage(image)).map(({ where, message }) => `${where}: ${message}`)
    expect(await messages(config({ history: [{}, {}] }))).toEqual([
      'configuration: its history tells of 2 layers, but there are 1',
    ])
    expect(await messages(config({ history: [] }))).toEqual([])
    expect(await messages(config({ os: '' }))).toEqual([expect.stringContaining('os')])
    expect(await messages(config({ rootfs: { type: 'layers', diff_ids: [] } }))).toEqual([
      'configuration: it names 0 layers, but there are 1',
    ])
    expect(await messages(config({ rootfs: { type: 'layers', diff_ids: [sha256('x')] } }))).toEqual([
      expect.stringContaining('layer 1 has the DiffID'),
    ])
  })

  it('stops when it is told to, and tells of a disk that cannot be read', async () => {
    expect((await failure(validateImage(imageOf(layer(plain)), AbortSignal.abort()))).code).toBe('aborted')
    const gone: Layer = { ...layer(plain), locate: () => Promise.resolve({ path: join(folder, 'gone'), offset: 0 }) }
    expect((await failure(validateImage(imageOf(gone)))).code).toBe('io')
  })
})
