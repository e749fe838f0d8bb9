import { expect, test } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import { mediaTypes } from '../../../src/oci/descriptor.js'
import type { Act } from '../../support/fakeRegistry.js'
import { client, reference, registry, useRegistries } from '../../support/registryClient.js'

useRegistries()

const document = { mediaType: mediaTypes.manifest, bytes: Buffer.from('{"schemaVersion":2}') }
/** Says that something else came. */
const spoilt: Act = (_request, response) => {
  response.writeHead(201, { 'Docker-Content-Digest': sha256('something else') }).end()
}
const puts = (): number => registry.seen.filter(({ method }) => method === 'PUT').length

test('a manifest that was spoilt on its way is sent again', async () => {
  registry.next(/manifests/, spoilt)
  await client.pushManifest(reference, document)
  expect(puts()).toBe(2)
  expect(registry.manifests.get('team/image/v1')?.bytes).toEqual(document.bytes)
})

test('one that always is, is told', async () => {
  registry.next(/manifests/, spoilt, 9)
  await expect(client.pushManifest(reference, document)).rejects.toMatchObject({ code: 'integrity' })
  expect(puts()).toBe(3)
})
