import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { type Manifest, mediaTypes } from '../../src/oci/descriptor.js'
import { type ArchiveSample, fileItem, json, linkItem } from './archives.js'
import { FakeRegistry } from './fakeRegistry.js'
import { type TarItem, writeTar } from './tarItems.js'

const folder = (name: string): TarItem => ({ ...fileItem(name, Buffer.alloc(0)), type: 'dir', mode: 0o755 })
const file = (name: string, text: string, mode = 0o644): TarItem => ({ ...fileItem(name, Buffer.from(text)), mode })
const hardLink = (name: string, target: string): TarItem => ({ ...file(name, '', 0o755), type: 'hardlink', target })

/** The layers of `threeLayers`, the lowest first: what is added, changed by a chmod alone, removed, hidden by an opaque mark. */
export const layerItems: readonly (readonly TarItem[])[] = [
  [
    folder('etc'),
    file('etc/os-release', 'ID=base\n'),
    linkItem('bin', 'usr/bin'),
    folder('opt'),
    file('opt/gone', 'gone\n'),
    file('opt/old', 'o'.repeat(1000)),
    folder('usr'),
    folder('usr/bin'),
    file('usr/bin/tool', 'tool 1\n', 0o755),
    hardLink('usr/bin/alias', 'usr/bin/tool'),
  ],
  [
    file('etc/os-release', 'ID=changed\n'),
    file('opt/.wh.gone', ''),
    file('usr/bin/tool', 'tool 1\n', 0o700),
    linkItem('usr/bin/newest', 'tool'),
  ],
  [
    folder('app'),
    file('app/\x1b[31mred', '\x1b[31mred\n'),
    file('app/data', '\0\x01\x02'),
    folder('opt'),
    file('opt/.wh..wh..opq', ''),
    file('opt/new', 'new\n'),
  ],
]

const layers = layerItems.map(writeTar)

/** An image made by hand. */
export const threeLayers: ArchiveSample = {
  repository: 'com/my/three',
  tag: '1.0.0',
  layers,
  config: json({
    architecture: 'amd64',
    os: 'linux',
    created: '1980-01-01T00:00:00Z',
    config: { Env: ['PATH=/bin'], Cmd: ['tool'] },
    rootfs: { type: 'layers', diff_ids: layers.map(sha256) },
    history: [
      { created_by: '/bin/sh -c #(nop) ADD file:1 in / ' },
      { created_by: 'RUN /bin/sh -c chmod 700 /usr/bin/tool && rm /opt/gone # buildkit' },
      { created_by: 'COPY app opt / # buildkit' },
      { created_by: 'CMD ["tool"]', empty_layer: true },
    ],
  }),
}

/** Has a registry serve it, its layers gzipped, as `team/three:1` and as what an index of two platforms names, `team/three:index`. */
export function serveThreeLayers(registry: FakeRegistry): { readonly blobs: readonly Buffer[] } {
  const blobs = layers.map((layer) => gzipSync(layer))
  for (const blob of [threeLayers.config, ...blobs]) registry.addBlob(blob)
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: sha256(threeLayers.config), size: threeLayers.config.length },
    layers: blobs.map((blob) => ({ mediaType: mediaTypes.layerGzip, digest: sha256(blob), size: blob.length })),
  }
  const entry = registry.addManifest('team/three', manifest, '1')
  const elsewhere = { ...entry, digest: sha256('elsewhere') }
  const index = {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: [
      { ...entry, platform: { os: 'linux', architecture: 'amd64' } },
      { ...elsewhere, platform: { os: 'linux', architecture: 'aarch64', variant: 'v8' } },
      { ...elsewhere, platform: { os: 'unknown', architecture: 'unknown' } },
    ],
  }
  registry.addManifest('team/three', index, 'index')
  return { blobs }
}

/** A registry of its own for each test of the calling `describe`, which serves it. */
export function threeLayersServed(): { readonly host: () => string; readonly fetched: () => number[] } {
  let registry: FakeRegistry
  let blobs: readonly Buffer[]
  beforeEach(async () => {
    registry = await FakeRegistry.start()
    ;({ blobs } = serveThreeLayers(registry))
  })
  afterEach(() => registry.stop())
  return {
    host: () => registry.host,
    /** The layers that were asked for, from 1, the lowest, each as often as it was. */
    fetched: () =>
      blobs.flatMap((blob, i) => registry.asked.filter((path) => path.endsWith(sha256(blob))).map(() => i + 1)),
  }
}
