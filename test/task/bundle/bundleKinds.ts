import { gzipSync } from 'node:zlib'
import { archiveKinds, goodArchive } from './archiveKinds.js'
import { type RawEntry, type RawZip, rawZip } from './rawZip.js'

/** A bundle and the rules that find something in it. */
export interface BundleKind {
  readonly bytes: Buffer
  readonly rules: readonly string[]
}

export const tarName = 'com.my.task-1.0.0.tar'

/** A descriptor of the Task that the samples are of, as far as a bundle's check reads it. */
export function descriptorText({ namespace = 'com.my.task', version = '1.0.0', file = `/${tarName}` } = {}): string {
  return `namespace: ${namespace}\nversion: ${version}\nconfiguration:\n  image:\n    file: ${file}\n`
}

/** bzip2 of `descriptorText()`. */
const descriptorBzip2 = Buffer.from(
  'QlpoOTFBWSZTWe13dKUAACTZgEAQQAPgECuv3yAgAEhpqJ6j1HqDI9TQ0GppqbU09JgEaaaTDLumCYhUlNdAeQbhXAL8QSbNP1N6tWkWi7v4ucjuWmcaBJgGJlEOBIn+LmG9MbZaDYu5IpwoSHa7ulKA',
  'base64',
)
const logo: RawEntry = { name: 'logo.png', body: Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1') }

function descriptor(more: Partial<RawEntry> = {}): RawEntry {
  return { name: 'descriptor.yml', body: Buffer.from(descriptorText()), ...more }
}

function image(more: Partial<RawEntry> = {}): RawEntry {
  return { name: tarName, body: goodArchive, ...more }
}

function file(name: string): RawEntry {
  return { name, body: Buffer.from('x') }
}

function kind(entries: readonly RawEntry[] | Buffer, ...rules: readonly string[]): BundleKind {
  return { bytes: Buffer.isBuffer(entries) ? entries : rawZip(entries), rules }
}

function zip(entries: readonly RawEntry[], options: RawZip, ...rules: readonly string[]): BundleKind {
  return kind(rawZip(entries, options), ...rules)
}

const good = [descriptor(), image()]
const otherNamespace = (namespace: string): RawEntry[] => {
  const name = `${namespace}-1.0.0.tar`
  return [descriptor({ body: Buffer.from(descriptorText({ namespace, file: `/${name}` })) }), image({ name })]
}

/** Bundles good and broken, each with what is found in it. */
export const bundleKinds: Readonly<Record<string, BundleKind>> = {
  stored: kind(good),
  'with a logo': kind([...good, logo]),
  deflated: kind([descriptor({ method: 8 }), image({ method: 8 })]),
  'deflated, sizes behind': kind([
    descriptor({ method: 8, descriptor: 'signed' }),
    image({ method: 8, descriptor: 'signed' }),
  ]),
  'deflated, sizes behind without a signature': kind([descriptor(), image({ method: 8, descriptor: 'bare' })]),
  'deflated, sizes of 64 bits behind': kind([descriptor(), image({ method: 8, descriptor: 'wide', zip64: true })]),
  'an empty deflated entry, sizes behind': kind(
    [...good, { name: 'empty', body: Buffer.alloc(0), method: 8, descriptor: 'signed' }],
    'bundle-entry',
  ),
  'zip64 sizes': kind([descriptor({ zip64: true }), image({ zip64: true })]),
  'a descriptor compressed by bzip2': kind([descriptor({ method: 12, data: descriptorBzip2 }), image()]),
  'with a comment': zip(good, { comment: 'made by hand' }),
  'descriptor.yaml': kind([descriptor({ name: 'descriptor.yaml' }), image()]),

  empty: kind(Buffer.alloc(0), 'bundle-zip'),
  'an empty zip': kind([], 'bundle-zip'),
  'the image itself': kind(goodArchive, 'bundle-zip'),
  'the image gzipped': kind(gzipSync(goodArchive), 'bundle-zip'),
  'some text': kind(Buffer.from('hello, this is no zip'), 'bundle-zip'),
  'something in front': zip(good, { prefix: Buffer.from('#!/bin/sh\n') }, 'bundle-zip'),
  'a part of a split zip': zip(good, { prefix: Buffer.from('PK\x07\x08', 'latin1') }, 'bundle-zip'),
  'cut within the image': kind(rawZip(good).subarray(0, 3000), 'bundle-damaged'),
  'cut within a header': kind(rawZip(good).subarray(0, 160), 'bundle-damaged'),
  'no directory': zip(good, { directory: false }, 'bundle-directory'),
  'damaged deflated data': kind([descriptor(), image({ method: 8, data: Buffer.alloc(50, 0xff) })], 'bundle-damaged'),
  'an entry the directory does not list': kind([...good, { ...logo, unlisted: true }], 'bundle-directory'),
  'a wrong checksum of the image': kind([descriptor(), image({ crc: 1 })], 'bundle-checksum'),
  'a wrong checksum of the descriptor': kind([descriptor({ crc: 1, method: 8 }), image()], 'bundle-checksum'),
  'an encrypted image': kind([descriptor(), image({ encrypted: true })], 'bundle-encrypted'),
  'an encrypted descriptor': kind([descriptor({ encrypted: true }), image()], 'bundle-encrypted'),
  'a stored image, sizes behind': kind([descriptor(), image({ descriptor: 'signed' })], 'bundle-data-descriptor'),
  'a stored descriptor, sizes behind': kind([descriptor({ descriptor: 'signed' }), image()], 'bundle-data-descriptor'),
  'compressed by zstd': kind([descriptor(), image({ method: 93 })], 'bundle-method'),
  'compressed by Deflate64': kind([descriptor(), image({ method: 9 })], 'bundle-method'),

  'no descriptor': kind([image()], 'bundle-descriptor'),
  'the descriptor in a folder': kind(
    [descriptor({ name: 'task/descriptor.yml' }), image()],
    'bundle-descriptor',
    'bundle-entry',
  ),
  'the descriptor named ./': kind(
    [descriptor({ name: './descriptor.yml' }), image()],
    'bundle-descriptor',
    'bundle-entry',
  ),
  'a descriptor in upper case': kind([descriptor({ name: 'DESCRIPTOR.YML' }), image()], 'bundle-descriptor-case'),
  'two descriptors': kind([descriptor(), descriptor({ name: 'descriptor.yaml' }), image()], 'bundle-descriptors'),
  'a descriptor of 2 MiB': kind(
    [descriptor({ body: Buffer.alloc(2 * 1024 * 1024, '#'), method: 8 }), image()],
    'bundle-descriptor-size',
  ),

  'no image': kind([descriptor()], 'bundle-image'),
  'image.tar': kind(
    [descriptor({ body: Buffer.from(descriptorText({ file: '/image.tar' })) }), image({ name: 'image.tar' })],
    'bundle-image-hyphen',
    'bundle-image-mismatch',
  ),
  'an image by another name than old engines look for': kind(
    [descriptor({ body: Buffer.from('namespace: com.my.task\nversion: 1.0.0\n') }), image()],
    'bundle-image-file',
  ),
  'the image compressed': kind(
    [descriptor(), image({ name: `${tarName}.gz` })],
    'bundle-entry',
    'bundle-image-compressed',
  ),
  'the image gzipped and named .tar': kind(
    [descriptor(), image({ body: gzipSync(goodArchive) })],
    'archive-compressed',
  ),
  'the image in upper case': kind(
    [descriptor(), image({ name: 'COM.MY.TASK-1.0.0.TAR' })],
    'bundle-entry',
    'bundle-image-case',
  ),
  'the image in a folder': kind(
    [descriptor(), image({ name: `task/${tarName}` })],
    'bundle-image-file',
    'bundle-image-folder',
    'bundle-image-mismatch',
  ),
  'the image named ./': kind(
    [descriptor(), image({ name: `./${tarName}` })],
    'bundle-image-file',
    'bundle-image-mismatch',
    'bundle-image-name',
  ),
  'the image of another version': kind(
    [descriptor(), image({ name: 'com.my.task-2.0.0.tar' })],
    'bundle-image-file',
    'bundle-image-mismatch',
  ),
  'a namespace in upper case': kind(otherNamespace('com.My.task'), 'archive-name', 'bundle-image-name'),
  'a namespace with a hyphen': kind(otherNamespace('com.my-own.task'), 'archive-name', 'bundle-namespace-hyphen'),
  'two images': kind(
    [...good, image({ name: 'com.my.other-1.0.0.tar' })],
    'bundle-image-file',
    'bundle-image-mismatch',
    'bundle-images',
  ),
  'the image in front': kind([image(), descriptor()], 'bundle-order'),
  "macOS's entries": kind(
    [...good, file(`__MACOSX/._${tarName}`), file('.DS_Store')],
    'bundle-entry',
    'bundle-resource-fork',
  ),
  'a logo that is no PNG': kind([...good, { ...logo, body: Buffer.from('GIF89a') }], 'bundle-logo'),
  'a logo.jpg and a folder': kind(
    [...good, file('logo.jpg'), { name: 'docs/', body: Buffer.alloc(0) }],
    'bundle-entry',
    'bundle-entry',
  ),

  ...Object.fromEntries(
    Object.entries(archiveKinds).map(([name, { bytes, rules }]) => [
      `archive: ${name}`,
      kind([descriptor(), image({ body: bytes })], ...rules),
    ]),
  ),
}
