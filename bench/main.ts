import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundles } from './bundles.js'
import { compress } from './compress.js'
import { copyTree } from './copyTree.js'
import { explore } from './explore.js'
import { memory } from './memory.js'
import { plan } from './plan.js'
import { push } from './push.js'
import { pull } from './pull.js'
import { runs } from './runs.js'
import { startup } from './startup.js'
import { store } from './store.js'

/** `npm run bench [-- NAME ...]`: all measurements, or those named. Trees and bases are kept in the system's temporary folder. */
const benches: Record<string, (cache: string) => void | Promise<void>> = {
  copyTree,
  runs,
  startup,
  plan,
  memory,
  bundles,
  push,
  pull,
  compress,
  store,
  explore,
}

const cache = join(tmpdir(), 'oci-pack-bench')
mkdirSync(cache, { recursive: true })
const asked = process.argv.slice(2)
for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
  const bench = benches[name]
  if (!bench) throw new Error(`no bench is called ${name}; there are ${Object.keys(benches).join(', ')}`)
  await bench(cache)
}
