import { readFileSync } from 'node:fs'
import { sha256 } from '../../src/core/hash.js'
import { mediaTypes } from '../../src/oci/descriptor.js'
import { bytesBlob } from '../../src/oci/imageContent.js'
import { RegistryClient } from '../../src/registry/client.js'

/** The program of another process that pushes a file to a registry, twice, and tells how that went. */
const [host = '', path = ''] = process.argv.slice(2)
const bytes = readFileSync(path)
const blob = bytesBlob({ mediaType: mediaTypes.layer, digest: sha256(bytes), size: bytes.length }, bytes)
const client = new RegistryClient({ env: process.env, chunkSize: 1024 * 1024 })
const repository = { host, repository: 'a' }
const first = await client.pushBlob(repository, blob)
process.stdout.write(`${first}, there again: ${await client.pushBlob(repository, blob)}\n`)
client.close()
