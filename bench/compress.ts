import { execFileSync } from 'node:child_process'
import { createReadStream, mkdirSync, rmSync, statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import type { Layer } from '../src/oci/image.js'
import { compressLayer, type Compression } from '../src/store/compressLayer.js'
import { keepLayer } from '../src/store/layers.js'
import { Store } from '../src/store/store.js'
import { projectRoot } from '../test/support/paths.js'
import { has, median } from './measure.js'

const rounds = 5
const levels = { gzip: [1, 2, 3, 4, 6, 9], zstd: [1, 3, 9] } as const
/** The peers, with as many threads as there are processors. */
const peers = { gzip: `pigz -p ${availableParallelism()}`, zstd: `zstd -q -T${availableParallelism()}` }

/**
 * How long a layer takes to be compressed into the store, hashed on the way, and how large it is then; beside pigz and zstd at the same level on the
 * same processors, which write a file. The layer: Node itself and what this project has installed, half programs and half text.
 */
export async function compress(cache: string): Promise<void> {
  const folder = join(cache, 'compress')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const tar = join(folder, 'layer.tar')
  const contents = ['-C', dirname(process.execPath), 'node', '-C', projectRoot, 'node_modules']
  execFileSync('tar', ['--sort=name', '-cf', tar, ...contents])
  const store = await Store.open(join(folder, 'store'))
  try {
    const { layer } = await keepLayer(store, createReadStream(tar))
    const size = statSync(tar).size
    console.log(`A layer of ${(size / 1e6).toFixed(0)} MB is compressed, median of ${rounds}`)
    for (const type of ['gzip', 'zstd'] as const) {
      const peer = has(type === 'gzip' ? 'pigz' : 'zstd') ? peers[type] : undefined
      for (const level of levels[type])
        await beside(store, layer, { type, level }, { tar, peer, out: join(folder, 'out') })
    }
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Peer {
  readonly tar: string
  readonly out: string
  readonly peer: string | undefined
}

/** Both in turns, so that what else the machine does falls on both alike. */
async function beside(store: Store, layer: Layer, compression: Compression, { tar, out, peer }: Peer): Promise<void> {
  const ours: number[] = []
  const theirs: number[] = []
  let size = 0
  for (let round = 0; round < rounds; round++) {
    rmSync(join(store.dir, 'records'), { recursive: true, force: true })
    ours.push(
      await timed(async () => {
        size = (await compressLayer(store, layer, compression)).descriptor.size
      }),
    )
    if (peer === undefined) continue
    const script = `${peer} -${compression.level} -c "${tar}" > "${out}"`
    theirs.push(await timed(async () => execFileSync('sh', ['-c', script])))
  }
  const { type, level } = compression
  const mine = `${`${type} ${level}`.padEnd(8)} ${(size / 1e6).toFixed(1).padStart(7)} MB ${median(ours).toFixed(0).padStart(6)} ms`
  const other =
    peer === undefined
      ? ''
      : `   ${peer.split(' ')[0]}: ${(statSync(out).size / 1e6).toFixed(1)} MB ${median(theirs).toFixed(0)} ms; ratio ${(median(ours) / median(theirs)).toFixed(2)}`
  console.log(`  ${mine}${other}`)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
