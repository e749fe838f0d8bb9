import { setTimeout } from 'node:timers/promises'
import { sha256 } from '../../src/core/hash.js'
import { Store } from '../../src/store/store.js'

/** The program of another process that writes into a store: `storeWriter.ts DIR COUNT` puts COUNT blobs, `storeWriter.ts DIR stall` never ends one. */
const [dir = '', what = ''] = process.argv.slice(2)
const store = await Store.open(dir)
if (what === 'stall') await store.put(stalling(), { digest: sha256('never'), size: 2 ** 30 })
for (let i = 0; i < Number(what); i++) {
  const bytes = Buffer.alloc(1_500_000, i)
  await store.put([bytes.subarray(0, 1_200_000), bytes.subarray(1_200_000)], {
    digest: sha256(bytes),
    size: bytes.length,
  })
  await store.writeRecord('test', 'last', { i, filler: 'x'.repeat(5000) })
}

async function* stalling(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(3_000_000, 'a')
  process.stdout.write('writing\n')
  await setTimeout(1e9)
}
