import { createHash } from 'node:crypto'
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hexOf } from '../../src/core/digest.js'
import { sha256 } from '../../src/core/hash.js'
import type { Layer } from '../../src/oci/image.js'
import { imageContent } from '../../src/oci/imageContent.js'
import { nameAnnotations } from '../../src/oci/layout.js'
import { newImage } from '../../src/oci/mutate.js'
import { type Compression, compressImage } from '../../src/store/compressLayer.js'
import { keepLayer } from '../../src/store/layers.js'
import { Store } from '../../src/store/store.js'
import { chunks } from '../oci/tar/support.js'
import { hasCommand, runOk } from '../support/command.js'
import { Containerd } from '../support/containerd.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { Podman } from '../support/podman.js'
import { sampleTar } from '../support/sampleImage.js'

const folder = temporaryFolder()
const isRoot = process.getuid?.() === 0
const forms: readonly Compression['type'][] = ['gzip', 'zstd']
let plain: readonly Layer[]
let store: Store

/** Bytes that compress neither well nor badly, of several zstd frames. */
function content(): Buffer {
  const parts = Array.from({ length: 60_000 }, (_, i) =>
    Buffer.concat([createHash('sha256').update(`${i}`).digest(), Buffer.alloc(i % 250, i)]),
  )
  return Buffer.concat(parts)
}

const layoutOf = (type: string): string => join(folder, type)

beforeAll(async () => {
  store = await Store.open(join(folder, 'store'))
  const tars = [await sampleTar({ 'data/big': content() }), await sampleTar({ 'etc/little': 'x' })]
  const kept: Layer[] = []
  for (const tar of tars) kept.push((await keepLayer(store, chunks(tar))).layer)
  plain = kept
  for (const type of forms) await writeLayout(type)
})
afterAll(() => store.close())

/** Writes an OCI layout with the image in a form, by hand. */
async function writeLayout(type: Compression['type']): Promise<void> {
  const image = newImage({ config: { architecture: 'amd64', os: 'linux' }, layers: plain })
  const { descriptor, bytes, blobs } = imageContent(await compressImage(store, image, { type }))
  const place = join(layoutOf(type), 'blobs/sha256')
  mkdirSync(place, { recursive: true })
  for (const blob of blobs) await pipeline(blob.open(), createWriteStream(join(place, hexOf(blob.descriptor.digest))))
  writeFileSync(join(place, hexOf(descriptor.digest)), bytes)
  const annotations = { [nameAnnotations.ref]: 'v1', [nameAnnotations.full]: `localhost/${type}:v1` }
  const manifests = [{ ...descriptor, annotations }]
  writeFileSync(join(layoutOf(type), 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
  writeFileSync(join(layoutOf(type), 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }))
}

/** The layout as an archive. */
async function archiveOf(type: string): Promise<string> {
  const archive = join(folder, `${type}-oci.tar`)
  await runOk('tar', ['-cf', archive, '-C', layoutOf(type), 'oci-layout', 'index.json', 'blobs'])
  return archive
}

const diffIds = (): string[] => plain.map(({ diffId }) => diffId)

describe.runIf(needs('skopeo', hasCommand('skopeo')))('skopeo', () => {
  test.each(forms)('inflates layers in %s to what they were', async (type) => {
    const copy = join(folder, `${type}-plain`)
    await runOk('skopeo', [
      '--insecure-policy',
      'copy',
      '-q',
      '--dest-decompress',
      `oci:${layoutOf(type)}:v1`,
      `dir:${copy}`,
    ])
    for (const diffId of diffIds()) expect(sha256(readFileSync(join(copy, diffId.replace('sha256:', ''))))).toBe(diffId)
  })
})

describe.runIf(needs('podman', hasCommand('podman')))('Podman', () => {
  const podman = new Podman(join(folder, 'podman'))
  afterAll(() => podman.close())

  test.each(forms)('takes layers in %s', async (type) => {
    await podman.runOk('load', '-q', '-i', await archiveOf(type))
    const layers = await podman.runOk('image', 'inspect', '--format', '{{json .RootFS.Layers}}', `localhost/${type}:v1`)
    expect(JSON.parse(layers)).toEqual(diffIds())
  })
})

describe.runIf(needs('containerd', hasCommand('containerd') && hasCommand('ctr') && isRoot))('containerd', () => {
  let containerd: Containerd
  beforeAll(async () => {
    containerd = await Containerd.start(join(folder, 'containerd'))
  })
  afterAll(() => containerd.close())

  test.each(forms)('unpacks layers in %s', async (type) => {
    // Where a layer is unpacked, its DiffID is checked.
    await containerd.ctr('images', 'import', '--snapshotter', 'native', await archiveOf(type))
    expect(await containerd.ctr('images', 'ls', '--quiet')).toContain(`localhost/${type}:v1`)
    expect(await containerd.ctr('snapshots', '--snapshotter', 'native', 'ls')).toContain('sha256:')
  })
})
