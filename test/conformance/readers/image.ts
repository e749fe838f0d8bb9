import { gzipSync } from 'node:zlib'
import { fileItem, hex, json } from '../../support/archives.js'
import { sha256 } from '../../../src/core/hash.js'
import { type TarItem, tarItem, writeTar } from '../../support/tarItems.js'

/** What an archive of the cases is made of; what is not said is sound. */
export interface Parts {
  /** Plain tars, lowest first. */
  readonly layers: readonly Buffer[]
  /** How each is stored. */
  readonly stored?: (layer: Buffer) => Buffer
  /** What the manifest says each is. */
  readonly layerType?: string
  /** What it says the configuration is. */
  readonly configType?: string
  /** Fields of the configuration in place of the sound ones. */
  readonly config?: object
  /** The names of the image: complete ones. */
  readonly names?: readonly string[] | null
  /** What the manifest says of its layers, changed. */
  readonly descriptors?: (layers: readonly Descriptor[]) => readonly object[]
}

export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** The blobs and documents of one image. */
export interface Made {
  readonly blobs: ReadonlyMap<string, Buffer>
  /** What index.json says of it. */
  readonly entries: readonly object[]
  /** What manifest.json says of it. */
  readonly docker: { readonly Config: string; readonly RepoTags: readonly string[] | null; readonly Layers: string[] }
}

export const types = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
  gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
} as const

export const imageName = 'docker.io/verify/readers:1'

/** Folders, a program's file and a file, as any image has them. */
export function baseOf(content: string): Buffer {
  return writeTar([
    tarItem({ name: 'bin', type: 'dir', mode: 0o755 }),
    tarItem({ name: 'bin/tool', mode: 0o755, body: Buffer.from('#!/bin/sh\n') }),
    tarItem({ name: 'etc', type: 'dir', mode: 0o755 }),
    tarItem({ name: 'etc/conf', body: Buffer.from(content) }),
  ])
}

export function make(parts: Parts): Made {
  const { layers, stored = (layer: Buffer) => layer, layerType = types.layer, names = [imageName] } = parts
  const config = json({
    architecture: 'amd64',
    config: { Cmd: ['/bin/tool'] },
    created: '1980-01-01T00:00:00Z',
    history: layers.map(() => ({ created_by: 'COPY' })),
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => sha256(layer)) },
    ...parts.config,
  })
  const blobs = layers.map(stored)
  const described = blobs.map((blob) => descriptor(layerType, blob))
  const manifest = json({
    schemaVersion: 2,
    mediaType: types.manifest,
    config: descriptor(parts.configType ?? types.config, config),
    layers: parts.descriptors ? parts.descriptors(described) : described,
  })
  const entry = descriptor(types.manifest, manifest)
  return {
    blobs: new Map([config, ...blobs, manifest].map((bytes) => [blobName(bytes), bytes])),
    entries: (names ?? [undefined]).map((name) => ({ ...entry, ...annotated(name) })),
    docker: {
      Config: blobName(config),
      RepoTags: names && names.map((name) => name.replace(/^docker\.io\//, '')),
      Layers: blobs.map(blobName),
    },
  }
}

/** An archive that every reader takes: manifest.json, index.json and oci-layout at the front. */
export function whole(...images: readonly Made[]): TarItem[] {
  return [
    manifestJson(...images),
    indexJson(images.flatMap(({ entries }) => entries)),
    layoutItem,
    ...blobItems(...images),
  ]
}

/** One that has manifest.json alone. */
export function dockerOnly(...images: readonly Made[]): TarItem[] {
  return [manifestJson(...images), ...blobItems(...images)]
}

/** One that has index.json alone. */
export function ociOnly(...images: readonly Made[]): TarItem[] {
  return [indexJson(images.flatMap(({ entries }) => entries)), layoutItem, ...blobItems(...images)]
}

export function manifestJson(...images: readonly Made[]): TarItem {
  return fileItem('manifest.json', json(images.map(({ docker }) => docker)))
}

export function indexJson(manifests: readonly object[]): TarItem {
  return fileItem('index.json', json({ schemaVersion: 2, mediaType: types.index, manifests }))
}

export const layoutItem = fileItem('oci-layout', json({ imageLayoutVersion: '1.0.0' }))

export function blobItems(...images: readonly Made[]): TarItem[] {
  return [...new Map(images.flatMap(({ blobs }) => [...blobs]))].map(([name, bytes]) => fileItem(name, bytes))
}

export function blobName(bytes: Buffer): string {
  return `blobs/sha256/${hex(bytes)}`
}

export function descriptor(mediaType: string, bytes: Buffer): Descriptor {
  return { mediaType, digest: sha256(bytes), size: bytes.length }
}

export function annotated(name: string | undefined): object {
  if (name === undefined) return {}
  const tag = name.slice(name.lastIndexOf(':') + 1)
  return { annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': tag } }
}

export const gzipped = (bytes: Buffer): Buffer => gzipSync(bytes)

/** At most 128 KiB as a zstd frame of one raw block (RFC 8878, 3.1.1), which needs no compressor. */
export function zstdStored(bytes: Buffer): Buffer {
  const head = Buffer.from('28b52ffd0058000000', 'hex')
  head.writeUIntLE((bytes.length << 3) | 1, 6, 3)
  return Buffer.concat([head, bytes])
}
