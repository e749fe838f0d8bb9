import { subscribe } from 'node:diagnostics_channel'
import { statSync } from 'node:fs'
import { Sha256 } from '../src/core/hash.js'
import { readExtent } from '../src/core/host/readExtent.js'
import { mediaTypes } from '../src/oci/descriptor.js'
import { RegistryClient } from '../src/registry/client.js'

/** `pushLarge.ts FILE HOST`: pushes a file as a plain layer; tells as pushArchive.ts does. */
const [path = '', host = ''] = process.argv.slice(2)
let requests = 0
subscribe('http.client.request.start', () => requests++)
const { size } = statSync(path)
const hash = new Sha256()
for await (const bytes of readExtent({ path, offset: 0 }, size)) hash.update(bytes)
const descriptor = { mediaType: mediaTypes.layer, digest: hash.digest(), size }
const client = new RegistryClient({ env: process.env })
const began = performance.now()
const open = (from = 0): AsyncIterable<Uint8Array> => readExtent({ path, offset: from }, size - from)
await client.pushBlob({ host, repository: 'large' }, { descriptor, open })
const milliseconds = Math.round(performance.now() - began)
console.log(JSON.stringify({ layers: 1, requests, milliseconds, maxRSS: process.resourceUsage().maxRSS }))
client.close()
