import { subscribe } from 'node:diagnostics_channel'
import { pushContent } from '../src/export/registry.js'
import { imageContent } from '../src/oci/imageContent.js'
import { parseReference } from '../src/oci/reference.js'
import { RegistryClient } from '../src/registry/client.js'
import { openArchive } from '../src/sources/openArchive.js'
import { compressLayer } from '../src/store/compressLayer.js'
import { Store } from '../src/store/store.js'

/** `pushArchive.ts ARCHIVE NAME STORE`: pushes an archive's image with gzip; tells the requests, their time and the most memory that was held. */
const [archive = '', name = '', folder = ''] = process.argv.slice(2)
let requests = 0
subscribe('http.client.request.start', () => requests++)

const { image } = await openArchive(archive)
const store = await Store.open(folder)
const client = new RegistryClient({ env: process.env })
try {
  const compressed = image.layers.map((layer) => compressLayer(store, layer, { type: 'gzip' }))
  const content = imageContent({ ...image, layers: await Promise.all(compressed) })
  const began = performance.now()
  const tools = { client, emit: () => undefined, signal: new AbortController().signal }
  await pushContent(content, [parseReference(name)], tools)
  const milliseconds = Math.round(performance.now() - began)
  const { maxRSS } = process.resourceUsage()
  console.log(JSON.stringify({ layers: image.layers.length, requests, milliseconds, maxRSS }))
} finally {
  client.close()
  await store.close()
}
