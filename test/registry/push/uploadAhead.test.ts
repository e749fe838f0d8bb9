import { randomBytes } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import { mediaTypes } from '../../../src/oci/descriptor.js'
import { bytesBlob } from '../../../src/oci/imageContent.js'
import { client, reference, registry, useRegistries } from '../../support/registryClient.js'

useRegistries()
beforeEach(() => {
  registry.uploads.held = new Set()
})

const mebibyte = 1024 * 1024
/** Two parts and a bit. */
const large = randomBytes(18 * mebibyte)

/** Sends bytes ahead, in the pieces in which they are made; gives what a push afterwards finds. */
async function ahead(bytes: Uint8Array): Promise<string> {
  const upload = client.uploadAhead(reference)
  for (let at = 0; at < bytes.length; at += mebibyte) await upload.write(bytes.subarray(at, at + mebibyte))
  const digest = sha256(bytes)
  await upload.end(digest)
  return client.pushBlob(reference, bytesBlob({ mediaType: mediaTypes.layerGzip, digest, size: bytes.length }, bytes))
}
const sent = (method: string): number => registry.seen.filter((request) => request.method === method).length

test('what was sent while it was made is there', async () => {
  expect(await ahead(large)).toBe('there')
  expect([sent('PATCH'), sent('PUT'), registry.uploads.open]).toEqual([3, 1, 0])
})

test('what is small is not sent ahead', async () => {
  expect(await ahead(large.subarray(0, mebibyte))).toBe('sent')
  expect(sent('PATCH')).toBe(0)
})

test('a registry that takes no parts gets it afterwards', async () => {
  registry.uploads.takesChunks = false
  expect(await ahead(large)).toBe('sent')
  expect(registry.uploads.open).toBe(0)
})

test('a line that is cut costs no more than the time', async () => {
  registry.next(/uploads\/upload/, registry.uploads.cutAfter(100_000))
  expect(await ahead(large)).toBe('sent')
  expect(registry.blobs.get(sha256(large))?.byteLength).toBe(large.length)
})

test('a digest that is another one leaves nothing there', async () => {
  const upload = client.uploadAhead(reference)
  await upload.write(large)
  await upload.end(sha256('something else'))
  expect([registry.blobs.has(sha256('something else')), registry.uploads.open]).toEqual([false, 0])
})

test('what came to nothing is given up', async () => {
  const upload = client.uploadAhead(reference)
  await upload.write(large)
  await upload.cancel()
  await upload.write(large)
  await upload.end(sha256(large))
  expect([sent('PATCH'), sent('PUT'), registry.uploads.open]).toEqual([1, 0, 0])
})
