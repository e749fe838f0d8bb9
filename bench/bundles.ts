import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { hashed, Sha256 } from '../src/core/hash.js'
import { dockerArchiveFile } from '../src/export/dockerArchive.js'
import { writeOutput } from '../src/export/output.js'
import { mediaTypes } from '../src/oci/descriptor.js'
import type { Image } from '../src/oci/image.js'
import { encodeJson, parseConfig } from '../src/oci/manifest.js'
import { parseReference } from '../src/oci/reference.js'
import { writeBundle } from '../src/task/bundle/writeBundle.js'
import { median, printRatios } from './measure.js'

const rounds = Number(process.env['BENCH_ROUNDS'] ?? 5)
const size = 2 * 1024 ** 3
const floor = 'cp image.tar'
const { signal } = new AbortController()

/** A bundle of an image of 2 GiB whose layers are on the disk, against a copy of the image's archive. */
export async function bundles(cache: string): Promise<void> {
  console.log(`A bundle of an image of 2 GiB, median of ${rounds}`)
  const folder = join(cache, 'bundles')
  mkdirSync(folder, { recursive: true })
  try {
    const image = await imageOf(join(folder, 'layer'))
    const names = [parseReference('com/my/task:1.0.0')]
    const archive = await dockerArchiveFile('com.my.task-1.0.0.tar', image, names, 0)
    const [tar, copy, zip] = ['image.tar', 'copy.tar', 'bundle.zip'].map((name) => join(folder, name))
    if (tar === undefined || copy === undefined || zip === undefined) return
    await writeOutput(tar, archive.open(), signal)
    const contenders = new Map<string, () => unknown>([
      [floor, () => spawnSync('cp', [tar, copy])],
      ['oci-pack: bundle', () => writeBundle({ descriptor: new Uint8Array(1000), image: archive }, zip, signal)],
    ])
    printRatios(await inTurns(contenders, () => [copy, zip].forEach((path) => rmSync(path, { force: true }))), floor)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The median of each, in milliseconds, after one round that warms the caches. Both begin without the file that they write. */
async function inTurns(
  contenders: ReadonlyMap<string, () => unknown>,
  clean: () => void,
): Promise<Map<string, number>> {
  const times = new Map([...contenders.keys()].map((name) => [name, [] as number[]]))
  for (let round = 0; round <= rounds; round++) {
    for (const [name, work] of contenders) {
      clean()
      const start = performance.now()
      await work()
      if (round > 0) times.get(name)?.push(performance.now() - start)
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]))
}

/** An image of one layer that nothing compresses. */
async function imageOf(path: string): Promise<Image> {
  const hash = new Sha256()
  const block = randomBytes(1024 * 1024)
  const blocks = (async function* () {
    for (let at = 0; at < size; at += block.length) {
      block.writeUInt32LE(at / block.length)
      yield Buffer.from(block)
    }
  })()
  await pipeline(Readable.from(hashed(blocks, hash)), createWriteStream(path))
  const digest = hash.digest()
  const configBytes = encodeJson({ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [digest] } })
  const layer = {
    descriptor: { mediaType: mediaTypes.layer, digest, size },
    diffId: digest,
    locate: async () => ({ path, offset: 0 }),
  }
  return { config: parseConfig(configBytes, 'it'), configBytes, layers: [layer] }
}
