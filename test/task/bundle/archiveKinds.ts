import { gzipSync } from 'node:zlib'
import { sha256 } from '../../../src/core/hash.js'
import { mediaTypes } from '../../../src/oci/descriptor.js'
import { type ArchiveSample, fileItem, hex, json, layerOf, linkItem, sample, writers } from '../../support/archives.js'
import { type TarItem, writeTar } from '../../support/tarItems.js'

/** An image's archive and the rules that find something in it. */
export interface ArchiveKind {
  readonly bytes: Buffer
  readonly rules: readonly string[]
}

const image = sample()
const config = 'config.json'
const layers = ['a/layer.tar', 'b/layer.tar']

/** A plain image of two layers, `changes` being what an archive has otherwise. */
export function partsOfImage(
  changes: { manifest?: object; config?: object; layers?: readonly Buffer[] } = {},
): TarItem[] {
  const bodies = changes.layers ?? [layerOf('a', 'one'), layerOf('b', 'two')]
  const manifest = { Config: config, RepoTags: ['com/my/task:1.0.0'], Layers: layers, ...changes.manifest }
  const diffIds = [layerOf('a', 'one'), layerOf('b', 'two')].map(sha256)
  const body = {
    os: 'linux',
    architecture: 'amd64',
    config: { Cmd: ['x'] },
    rootfs: { type: 'layers', diff_ids: diffIds },
    ...changes.config,
  }
  return [
    fileItem('manifest.json', json([manifest])),
    fileItem(config, json(body)),
    ...layers.map((name, i) => fileItem(name, bodies[i] ?? Buffer.alloc(0))),
  ]
}

const layoutMarker = fileItem('oci-layout', json({ imageLayoutVersion: '1.0.0' }))

/** A layout's parts; `entry` is what index.json says of its image. */
function layout(entry: (manifest: Buffer) => object, more: readonly TarItem[] = []): TarItem[] {
  const [layer] = [layerOf('a', 'one')]
  const configBytes = json({
    os: 'linux',
    architecture: 'amd64',
    config: { Cmd: ['x'] },
    rootfs: { type: 'layers', diff_ids: [sha256(layer)] },
  })
  const manifest = json({
    schemaVersion: 2,
    config: descriptorOf(mediaTypes.config, configBytes),
    layers: [descriptorOf(mediaTypes.layer, layer)],
  })
  return [
    layoutMarker,
    fileItem('index.json', json({ schemaVersion: 2, manifests: [entry(manifest)] })),
    ...[manifest, configBytes, layer].map((bytes) => fileItem(`blobs/sha256/${hex(bytes)}`, bytes)),
    ...more,
  ]
}

const named = { 'org.opencontainers.image.ref.name': '1.0.0' }
const ofImage = (manifest: Buffer) => ({ ...descriptorOf(mediaTypes.manifest, manifest), annotations: named })
const withoutLast = (items: readonly TarItem[]): TarItem[] => items.slice(0, -1)
const gzipped = [gzipSync(layerOf('a', 'one')), gzipSync(layerOf('b', 'two'))]

function kind(items: readonly TarItem[] | Buffer, ...rules: readonly string[]): ArchiveKind {
  return { bytes: Buffer.isBuffer(items) ? items : writeTar(items), rules }
}

const single: ArchiveSample = { ...sample(), layers: [layerOf('a', 'one')] }
const unrepeated: ArchiveSample = {
  ...single,
  config: json({
    os: 'linux',
    architecture: 'amd64',
    config: { Cmd: ['x'] },
    rootfs: { type: 'layers', diff_ids: single.layers.map(sha256) },
  }),
}

/** Archives good and broken, each with what is found in it. */
export const archiveKinds: Readonly<Record<string, ArchiveKind>> = {
  'plain parts': kind(partsOfImage()),
  'docker save 24': kind(writers['docker save 24'](unrepeated)),
  'docker save 24 with a layer twice': kind(writers['docker save 24'](image), 'archive-link'),
  'docker save 28': kind(writers['docker save 28'](image)),
  'docker save with the containerd store': kind(writers['docker save with the containerd store'](image)),
  'the same, index.json in front': kind(
    indexFirst(writers['docker save with the containerd store'](image)),
    'archive-nested',
  ),
  'podman save': kind(writers['podman save and skopeo'](image)),
  'crane pull': kind(writers['crane pull'](image)),
  'an OCI archive': kind(writers['an OCI archive'](image), 'archive-older'),
  'a tar of a folder': kind(writers['tar of a folder'](image), 'archive-dot-names'),
  'compressed as a whole': kind(gzipSync(writeTar(partsOfImage())), 'archive-compressed'),
  empty: kind(Buffer.alloc(0), 'archive-damaged'),
  'no tar': kind(Buffer.alloc(2048, 'no tar'), 'archive-damaged'),
  'cut short': kind(writeTar(partsOfImage()).subarray(0, 2200), 'archive-damaged'),
  'no entries': kind([], 'archive-manifest'),
  'no manifest.json': kind(partsOfImage().slice(1), 'archive-manifest'),
  'a file named constructor alone': kind([fileItem('constructor', Buffer.from('x'))], 'archive-manifest'),
  'manifest.json in a folder': kind(
    partsOfImage().map((item) => ({ ...item, name: `image/${item.name}` })),
    'archive-manifest-folder',
  ),
  'manifest.json twice': kind([...partsOfImage(), fileItem('manifest.json', json([{}]))], 'archive-twice'),
  'manifest.json as a link': kind(
    [linkItem('manifest.json', 'other.json'), ...partsOfImage().slice(1)],
    'archive-manifest',
  ),
  'manifest.json that is no JSON': kind(
    [fileItem('manifest.json', Buffer.from('[{')), ...partsOfImage().slice(1)],
    'archive-manifest',
  ),
  'manifest.json without images': kind([fileItem('manifest.json', json([]))], 'archive-manifest'),
  'manifest.json without Config': kind(partsOfImage({ manifest: { Config: null } }), 'archive-manifest'),
  'manifest.json without Layers': kind(partsOfImage({ manifest: { Layers: null } }), 'archive-manifest'),
  'RepoTags null': kind(partsOfImage({ manifest: { RepoTags: null } }), 'archive-tags'),
  'RepoTags empty': kind(partsOfImage({ manifest: { RepoTags: [] } }), 'archive-tags'),
  'RepoTags of another image': kind(partsOfImage({ manifest: { RepoTags: ['other:latest'] } }), 'archive-name'),
  'RepoTags with a host': kind(partsOfImage({ manifest: { RepoTags: ['docker.io/com/my/task:1.0.0'] } })),
  'several images': kind(
    [
      fileItem('manifest.json', json([manifestOf(), { ...manifestOf(), RepoTags: ['b:1'] }])),
      ...partsOfImage().slice(1),
    ],
    'archive-images',
  ),
  'several images, of which the second cannot start': kind(
    [
      fileItem('manifest.json', json([manifestOf(), { ...manifestOf(), Config: 'other.json', RepoTags: ['b:1'] }])),
      ...partsOfImage({ config: { config: {} } })
        .slice(1, 2)
        .map((item) => ({ ...item, name: 'other.json' })),
      ...partsOfImage().slice(1),
    ],
    'archive-images',
  ),
  'several images, of which the second is not there': kind(
    [
      fileItem('manifest.json', json([manifestOf(), { ...manifestOf(), Config: 'gone.json' }])),
      ...partsOfImage().slice(1),
    ],
    'archive-images',
  ),
  'Config that is no entry': kind(partsOfImage({ manifest: { Config: 'gone.json' } }), 'archive-missing'),
  'Config that is no JSON': kind(
    partsOfImage().map((item) => (item.name === config ? fileItem(config, Buffer.from('x')) : item)),
    'archive-config',
  ),
  'Config as a link': kind(
    partsOfImage().map((item) => (item.name === config ? linkItem(config, 'x.json') : item)),
    'archive-link',
  ),
  'a layer that is no entry': kind(withoutLast(partsOfImage()), 'archive-missing'),
  'a layer as a link': kind(
    [...withoutLast(partsOfImage()), linkItem('b/layer.tar', '../a/layer.tar')],
    'archive-link',
  ),
  'a layer as a hard link': kind(
    [...withoutLast(partsOfImage()), { ...linkItem('b/layer.tar', 'a/layer.tar'), type: 'hardlink' }],
    'archive-link',
  ),
  'a layer twice in the archive': kind(
    [...partsOfImage(), fileItem('b/layer.tar', layerOf('c', 'x'))],
    'archive-twice',
  ),
  'gzipped layers named .tar': kind(partsOfImage({ layers: gzipped }), 'archive-layer-name', 'archive-layer-name'),
  'gzipped layers by another name': kind(
    partsOfImage({ layers: gzipped, manifest: { Layers: ['a/layer.tgz', 'b/layer.tgz'] } }).map((item) => ({
      ...item,
      name: item.name.replace('layer.tar', 'layer.tgz'),
    })),
  ),
  'a layer of another content': kind(
    partsOfImage({ layers: [layerOf('a', 'one'), layerOf('b', '2')] }),
    'archive-diff-id',
  ),
  'a damaged gzip layer': kind(
    partsOfImage({
      layers: gzipped.map((bytes) => bytes.subarray(0, -9)),
      manifest: { Layers: ['a/layer', 'b/layer'] },
    }).map((item) => ({ ...item, name: item.name.replace('layer.tar', 'layer') })),
    'archive-layer',
    'archive-layer',
  ),
  'a layer compressed by xz': kind(
    partsOfImage({ layers: [layerOf('a', 'one'), Buffer.from('fd377a585a000004', 'hex')] }),
    'archive-compression',
  ),
  'a layer with a hard link to nothing': kind(withLayer(writeTar([{ ...linkItem('x', 'gone'), type: 'hardlink' }]))),
  'a layer that is no tar': kind(withLayer(Buffer.alloc(2048, 'no tar'))),
  'a configuration of another form': kind(partsOfImage({ config: { created: 7 } })),
  'fewer layers than the configuration tells': kind(
    partsOfImage({ manifest: { Layers: ['a/layer.tar'] } }),
    'archive-layers',
  ),
  'a name that leaves the folder': kind([fileItem('../evil', Buffer.from('x')), ...partsOfImage()], 'archive-names'),
  'an absolute name': kind([fileItem('/manifest.json', Buffer.from('x')), ...partsOfImage()], 'archive-names'),
  'a layout': kind(layout(ofImage), 'archive-older'),
  'a layout without oci-layout': kind(withoutMarker(layout(ofImage)), 'archive-older', 'archive-layout-marker'),
  'a layout without oci-layout, and manifest.json of another image behind it': kind(
    withoutMarker(layout(ofImage, partsOfImage({ config: { architecture: 'arm64' } }))),
    'archive-layout-marker',
  ),
  'a layout and manifest.json behind it': kind([...layout(ofImage), ...partsOfImage()]),
  'a layout that names nothing': kind(
    layout((manifest) => descriptorOf(mediaTypes.manifest, manifest), partsOfImage()),
    'archive-tags',
  ),
  'a layout of a missing manifest': kind(
    layout(() => ofImage(Buffer.from('gone')), partsOfImage()),
    'archive-missing',
  ),
  'a layout of a missing layer': kind(
    layout(ofImage, partsOfImage()).filter(({ name }) => name !== `blobs/sha256/${hex(layerOf('a', 'one'))}`),
    'archive-missing',
  ),
  'a layout of nothing': kind(
    [layoutMarker, fileItem('index.json', json({ manifests: [] })), ...partsOfImage()],
    'archive-manifest',
  ),
}

function descriptorOf(mediaType: string, bytes: Buffer): object {
  return { mediaType, digest: sha256(bytes), size: bytes.byteLength }
}

function withoutMarker(items: readonly TarItem[]): TarItem[] {
  return items.filter((item) => item !== layoutMarker)
}

function indexFirst(items: readonly TarItem[]): TarItem[] {
  const isIndex = ({ name }: TarItem): boolean => name === 'index.json'
  return [...items.filter(isIndex), ...items.filter((item) => !isIndex(item))]
}

/** An image whose upper layer is this one. */
function withLayer(layer: Buffer): TarItem[] {
  const all = [layerOf('a', 'one'), layer]
  return partsOfImage({ layers: all, config: { rootfs: { type: 'layers', diff_ids: all.map(sha256) } } })
}

function manifestOf(): object {
  return { Config: config, RepoTags: ['com/my/task:1.0.0'], Layers: layers }
}

/** An archive that every App Engine takes. */
export const goodArchive: Buffer = writeTar(partsOfImage())
