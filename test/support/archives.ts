import { posix } from 'node:path'
import { gzipSync } from 'node:zlib'
import { sha256 } from '../../src/core/hash.js'
import { type TarItem, writeTar } from './tarItems.js'

/** An image whose parts are at hand, to be written as this or that program would. */
export interface ArchiveSample {
  /** Plain layers, lowest first. */
  readonly layers: readonly Buffer[]
  readonly config: Buffer
  readonly repository: string
  readonly tag: string
}

/** A plain layer with one file. */
export function layerOf(name: string, content: string): Buffer {
  return writeTar([fileItem(name, Buffer.from(content))])
}

/** An image of three layers, the last the same as the first. */
export function sample({
  repository = 'com/my/task',
  tag = '1.0.0',
  architecture = 'amd64',
  file = 'a',
} = {}): ArchiveSample {
  const layers = [layerOf(file, 'one'), layerOf('b', 'two'), layerOf(file, 'one')]
  const config = json({
    architecture,
    config: { Env: ['PATH=/bin'], Entrypoint: null, Volumes: null },
    created: '1980-01-01T00:00:00Z',
    history: [...layers.map(() => ({ created_by: 'COPY' })), { created_by: 'CMD', empty_layer: true }],
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: layers.map(sha256) },
  })
  return { layers, config, repository, tag }
}

/** The items of an archive as each program writes it (facts of their own output). */
export const writers = {
  'docker save 24': (image: ArchiveSample): TarItem[] => {
    const ids = image.layers.map((_, i) => hex(Buffer.from(`${hex(image.config)} ${i}`)))
    const seen = new Map<string, string>()
    const layers = image.layers.flatMap((layer, i) => {
      const path = `${ids[i]}/layer.tar`
      const first = seen.get(sha256(layer))
      seen.set(sha256(layer), first ?? path)
      const body = first === undefined ? fileItem(path, layer) : linkItem(path, `../${first}`)
      return [fileItem(`${ids[i]}/VERSION`, Buffer.from('1.0')), fileItem(`${ids[i]}/json`, json({ id: ids[i] })), body]
    })
    const config = `${hex(image.config)}.json`
    const manifest = [
      { Config: config, RepoTags: [`${image.repository}:${image.tag}`], Layers: ids.map((id) => `${id}/layer.tar`) },
    ]
    const repositories = { [image.repository]: { [image.tag]: ids.at(-1) } }
    return [
      ...layers,
      fileItem(config, image.config),
      fileItem('manifest.json', json(manifest)),
      fileItem('repositories', json(repositories)),
    ]
  },
  'docker save 28': (image: ArchiveSample): TarItem[] =>
    hybrid(image, image.layers, plainType, [folder('blobs'), folder('blobs/sha256')]),
  'docker save with the containerd store': (image: ArchiveSample): TarItem[] => {
    const items = hybrid(
      image,
      image.layers.map((layer) => gzipSync(layer)),
      gzipType,
      [],
    )
    const attestation = json({
      schemaVersion: 2,
      mediaType: manifestType,
      config: descriptor('application/json', json({})),
      layers: [],
    })
    const manifest = items.find(
      ({ name }) =>
        name ===
        blobName(
          manifestOf(
            image,
            image.layers.map((layer) => gzipSync(layer)),
            gzipType,
          ),
        ),
    )
    const index = json({
      schemaVersion: 2,
      mediaType: indexType,
      manifests: [
        {
          ...descriptor(manifestType, manifest?.body ?? Buffer.alloc(0)),
          platform: { architecture: 'amd64', os: 'linux' },
        },
        {
          ...descriptor(manifestType, attestation),
          annotations: { 'vnd.docker.reference.type': 'attestation-manifest' },
          platform: { architecture: 'unknown', os: 'unknown' },
        },
        // Of another platform, whose blobs were never pulled.
        { ...descriptor(manifestType, Buffer.from('elsewhere')), platform: { architecture: 'arm64', os: 'linux' } },
      ],
    })
    const top = { ...descriptor(indexType, index), annotations: annotationsOf(image) }
    return [
      ...items.filter(({ name }) => name !== 'index.json'),
      blob(index),
      blob(attestation),
      fileItem('index.json', json({ schemaVersion: 2, mediaType: indexType, manifests: [top] })),
    ]
  },
  'podman save and skopeo': (image: ArchiveSample): TarItem[] => {
    const names = image.layers.map((layer) => `${hex(layer)}.tar`)
    const links = names.map((name, i) => linkItem(`${hex(Buffer.from(`id ${i}`))}/layer.tar`, `../${name}`))
    const config = `${hex(image.config)}.json`
    const manifest = [{ Config: config, RepoTags: [`docker.io/${image.repository}:${image.tag}`], Layers: names }]
    const layers = new Map(image.layers.map((layer, i) => [names[i], fileItem(names[i] ?? '', layer)]))
    return [...layers.values(), fileItem(config, image.config), ...links, fileItem('manifest.json', json(manifest))]
  },
  'crane pull': (image: ArchiveSample): TarItem[] => {
    const blobs = image.layers.map((layer) => gzipSync(layer))
    const names = blobs.map((layer) => `${hex(layer)}.tar.gz`)
    const config = `sha256:${hex(image.config)}`
    const manifest = [{ Config: config, RepoTags: [`${image.repository}:${image.tag}`], Layers: names }]
    const layers = new Map(blobs.map((layer, i) => [names[i], fileItem(names[i] ?? '', layer)]))
    return [fileItem(config, image.config), ...layers.values(), fileItem('manifest.json', json(manifest))]
  },
  'an OCI archive': (image: ArchiveSample): TarItem[] => {
    const items = hybrid(
      image,
      image.layers.map((layer) => gzipSync(layer)),
      gzipType,
      [],
    )
    return items.filter(({ name }) => name !== 'manifest.json')
  },
  'tar of a folder': (image: ArchiveSample): TarItem[] =>
    hybrid(image, image.layers, plainType, []).map((item) => ({ ...item, name: `./${item.name}` })),
} as const

/** A regular file of an archive. */
export function fileItem(name: string, body: Buffer): TarItem {
  return { name, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0, body, target: '', device: '', xattrs: {} }
}

/** A symbolic link of an archive. */
export function linkItem(name: string, target: string): TarItem {
  return { ...fileItem(name, Buffer.alloc(0)), type: 'symlink', target: posix.normalize(target) }
}

export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}

/** The 64 hex digits of the bytes' digest. */
export function hex(bytes: Buffer): string {
  return sha256(bytes).slice('sha256:'.length)
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json'
const indexType = 'application/vnd.oci.image.index.v1+json'
const plainType = 'application/vnd.oci.image.layer.v1.tar'
const gzipType = `${plainType}+gzip`

function hybrid(image: ArchiveSample, stored: readonly Buffer[], type: string, folders: readonly TarItem[]): TarItem[] {
  const manifest = manifestOf(image, stored, type)
  const blobs = new Map([image.config, ...stored, manifest].map((bytes) => [sha256(bytes), blob(bytes)]))
  const entry = { ...descriptor(manifestType, manifest), annotations: annotationsOf(image) }
  const docker = {
    Config: blobName(image.config),
    RepoTags: [`${image.repository}:${image.tag}`],
    Layers: stored.map(blobName),
  }
  return [
    ...folders,
    ...blobs.values(),
    fileItem('index.json', json({ schemaVersion: 2, mediaType: indexType, manifests: [entry] })),
    fileItem('manifest.json', json([docker])),
    fileItem('oci-layout', json({ imageLayoutVersion: '1.0.0' })),
  ]
}

function manifestOf(image: ArchiveSample, stored: readonly Buffer[], type: string): Buffer {
  const config = descriptor('application/vnd.oci.image.config.v1+json', image.config)
  return json({
    schemaVersion: 2,
    mediaType: manifestType,
    config,
    layers: stored.map((layer) => descriptor(type, layer)),
  })
}

function annotationsOf({ repository, tag }: ArchiveSample): Record<string, string> {
  return { 'io.containerd.image.name': `docker.io/${repository}:${tag}`, 'org.opencontainers.image.ref.name': tag }
}

function descriptor(mediaType: string, bytes: Buffer): { mediaType: string; digest: string; size: number } {
  return { mediaType, digest: sha256(bytes), size: bytes.length }
}

function folder(name: string): TarItem {
  return { ...fileItem(name, Buffer.alloc(0)), type: 'dir', mode: 0o755 }
}

function blob(bytes: Buffer): TarItem {
  return fileItem(blobName(bytes), bytes)
}

function blobName(bytes: Buffer): string {
  return `blobs/sha256/${hex(bytes)}`
}
