import { defaultPlatform } from '../../src/core/platform.js'
import { parseReference } from '../../src/oci/reference.js'
import { RegistryClient } from '../../src/registry/client.js'
import { registryImage } from '../../src/sources/registry.js'
import { Store } from '../../src/store/store.js'

/** The program of another process that pulls an image's layers into a store: `layerPuller.ts DIR REFERENCE`. Fails as the pull does. */
const [dir = '', reference = ''] = process.argv.slice(2)
const store = await Store.open(dir)
const client = new RegistryClient({ env: { HOME: dir } })
try {
  const { image } = await registryImage(parseReference(reference), { platform: defaultPlatform, store, client })
  await Promise.all(image.layers.map((layer) => layer.locate()))
} catch (error) {
  process.stderr.write(String(error))
  process.exitCode = 1
} finally {
  client.close()
  await store.close()
}
