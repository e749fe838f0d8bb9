import { expect, test } from 'vitest'
import { sha256 } from '../../src/core/hash.js'
import { parsePlatform } from '../../src/core/platform.js'
import type { ImageContent, IndexContent } from '../../src/oci/content.js'
import { type Descriptor, type Index, mediaTypes } from '../../src/oci/descriptor.js'
import { attestedDigest, entriesFor, indexOf, present } from '../../src/oci/indexEntries.js'
import { parseIndex } from '../../src/oci/manifest.js'
import { thrown } from '../support/thrown.js'

function image(platform: string): ImageContent {
  const manifest = {
    schemaVersion: 2 as const,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: sha256(platform), size: 2 },
    layers: [],
  }
  const bytes = Buffer.from(JSON.stringify(manifest))
  const descriptor = {
    mediaType: mediaTypes.manifest,
    digest: sha256(bytes),
    size: bytes.length,
    platform: parsePlatform(platform),
  }
  return { kind: 'image', descriptor, bytes, manifest, blobs: [] }
}

const amd64 = image('linux/amd64')
const arm64 = image('linux/arm64')
const about = (digest: string): ImageContent => {
  const statement = image(`unknown/${digest.slice(7, 15)}`)
  const annotations = { 'vnd.docker.reference.type': 'attestation-manifest', [attestedDigest]: digest }
  return { ...statement, descriptor: { ...statement.descriptor, annotations } }
}
const aboutAmd64 = about(amd64.descriptor.digest)
const aboutArm64 = about(arm64.descriptor.digest)
const all = [amd64, arm64, aboutAmd64, aboutArm64]
const like: Index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: [], annotations: { a: 'b' } }
const index = indexOf(all, like)
const descriptors = (members: readonly ImageContent[]): Descriptor[] => members.map(({ descriptor }) => descriptor)

test('the entries for some platforms, in their order, with what is said about them', () => {
  const chosen = (...platforms: string[]): Descriptor[] =>
    entriesFor(index.index, platforms.map(parsePlatform), 'the index')
  expect(chosen('linux/arm64', 'linux/amd64')).toEqual(descriptors(all))
  expect(chosen('linux/arm64')).toEqual(descriptors([arm64, aboutArm64]))
  expect(thrown(() => chosen('linux/amd64', 'linux/s390x'))).toMatchObject({
    code: 'not-found',
    message: 'the index has no image for linux/s390x',
  })
})

test('an index is written as it says', () => {
  const parsed = parseIndex(index.bytes, 'index')
  expect(parsed).toEqual({ ...like, manifests: descriptors(all) })
  expect(index.descriptor).toEqual({
    mediaType: mediaTypes.index,
    digest: sha256(index.bytes),
    size: index.bytes.length,
  })
})

test('of an index, what is there', () => {
  const without = (...members: ImageContent[]): IndexContent => ({ ...index, members })
  expect(present(index)).toBe(index)
  expect(present(amd64)).toBe(amd64)
  expect(present(without(amd64, aboutAmd64))).toBe(amd64)
  expect(present(without(amd64, arm64))).toEqual(indexOf([amd64, arm64], like))
})
