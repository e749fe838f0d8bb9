import { spawnSync } from 'node:child_process'
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { dockerArchive } from '../src/export/dockerArchive.js'
import { writeOutput } from '../src/export/output.js'
import { mediaTypes } from '../src/oci/descriptor.js'
import { parseReference } from '../src/oci/reference.js'
import { RegistryClient } from '../src/registry/client.js'
import { registryImage } from '../src/sources/registry.js'
import { Store } from '../src/store/store.js'
import { cliPath } from '../test/support/paths.js'
import { hasRealRegistry, RealRegistry } from '../test/support/realRegistry.js'
import { type Contender, has, printRatios, race } from './measure.js'

/** Of three rounds the median; BENCH_ROUNDS says otherwise. */
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 3)
const program = fileURLToPath(new URL('pushArchive.ts', import.meta.url))
/** Node with the programs of this folder, wherever it is started. */
const node = `"${process.execPath}" --import "${import.meta.resolve('tsx')}"`
const ours = (archive: string, name: string, store: string): string =>
  `${node} "${program}" "${archive}" "${name}" "${store}"`

/**
 * Pushes of an image of plain layers with gzip, side by side, to a registry that is started for it; then one where all is there, and
 * one of a layer of 5 GiB. The image is BENCH_IMAGE of the registry that BENCH_REGISTRY names (host and port).
 */
export async function push(cache: string): Promise<void> {
  const from = process.env['BENCH_REGISTRY']
  if (from === undefined || !hasRealRegistry) {
    console.log('push is left out: BENCH_REGISTRY names no registry, or docker-registry is not installed')
    return
  }
  const folder = join(cache, 'push')
  mkdirSync(folder, { recursive: true })
  const name = `${from}/${process.env['BENCH_IMAGE'] ?? 'library/python:3.11'}`
  const archive = join(folder, `${name.replace(/[^\w.]/g, '-')}.tar`)
  if (!existsSync(archive)) await makeArchive(name, archive, folder)
  const registry = await RealRegistry.start(join(folder, 'registry'), { address: '0.0.0.0', name: '127.0.0.1' })
  try {
    console.log(`${name}, its layers plain, is pushed with gzip`)
    printRatios(race(contenders(registry.host, archive), rounds, folder), 'oci-pack')
    allThere(registry.host, archive, folder)
    large(registry.host, folder)
  } finally {
    await registry.close()
    for (const made of ['registry', 'store']) rmSync(join(folder, made), { recursive: true, force: true })
  }
}

/** The image as an archive as `docker save` writes it, its layers inflated. */
async function makeArchive(name: string, archive: string, folder: string): Promise<void> {
  const store = await Store.open(join(folder, 'base-store'))
  const client = new RegistryClient({ env: process.env })
  try {
    const platform = { os: 'linux', architecture: 'amd64' }
    const { image } = await registryImage(parseReference(name), { platform, store, client })
    const layers = []
    for (const layer of image.layers) {
      const { path } = await layer.locate()
      const plain = join(folder, layer.diffId.slice(7))
      await pipeline(createReadStream(path), createGunzip(), createWriteStream(plain))
      const { size } = statSync(plain)
      const descriptor = { mediaType: mediaTypes.layer, digest: layer.diffId, size }
      layers.push({ descriptor, diffId: layer.diffId, locate: () => Promise.resolve({ path: plain, offset: 0 }) })
    }
    const plainImage = { ...image, layers }
    await writeOutput(archive, dockerArchive(plainImage, [parseReference('bench:1')], 0), new AbortController().signal)
    for (const { diffId } of layers) rmSync(join(folder, diffId.slice(7)))
  } finally {
    client.close()
    await store.close()
  }
}

/**
 * Each pushes to a repository of its own, at an address of this machine that none has used before: some remember what a registry of a
 * name has, and would send nothing.
 */
function contenders(registry: string, archive: string): Contender[] {
  const port = registry.split(':').at(-1) ?? ''
  const to = `127.$((RANDOM % 250 + 1)).$((RANDOM % 250 + 1)).1:${port}/bench-$RANDOM`
  const found: Contender[] = [
    {
      name: 'oci-pack',
      script: `rm -rf store && "${process.execPath}" "${cliPath}" push -q --cache-dir store "${archive}" "${to}:1"`,
    },
  ]
  if (has('crane')) found.push({ name: 'crane push', script: `crane push --insecure "${archive}" "${to}:1"` })
  if (has('skopeo')) {
    const flags = '--insecure-policy copy -q --dest-tls-verify=false --dest-no-creds'
    found.push({ name: 'skopeo copy', script: `skopeo ${flags} "docker-archive:${archive}" "docker://${to}:1"` })
  }
  if (has('buildah')) {
    spawnSync('buildah', ['pull', '-q', `docker-archive:${archive}`], { stdio: 'inherit' })
    found.push({ name: 'buildah push', script: `buildah push -q --tls-verify=false bench:1 "docker://${to}:1"` })
  }
  for (const level of has('pigz') ? [2, 6] : [])
    found.push({ name: `pigz -${level} alone`, script: `pigz -${level} < "${archive}" > /dev/null` })
  return found
}

/** Pushes of what is there: by the same name, and by another one to a repository that has all of it. */
function allThere(registry: string, archive: string, folder: string): void {
  for (const [what, tag] of [
    ['before', '1'],
    ['again', '1'],
    ['by another tag', '2'],
  ] as const) {
    const { layers, requests, milliseconds } = run(ours(archive, `${registry}/there:${tag}`, join(folder, 'store')))
    console.log(`  pushed ${what}: ${requests} requests, ${milliseconds} ms, ${(requests / layers).toFixed(1)} a layer`)
  }
}

/** The most memory that a push of a plain layer of 5 GiB holds. */
function large(registry: string, folder: string): void {
  const blob = join(folder, 'big')
  writeFileSync(blob, '')
  truncateSync(blob, 5 * 1024 ** 3)
  const pushFile = fileURLToPath(new URL('pushLarge.ts', import.meta.url))
  try {
    const { milliseconds, requests, maxRSS } = run(`${node} "${pushFile}" "${blob}" ${registry}`)
    console.log(
      `  a layer of 5 GiB: ${(maxRSS / 1024).toFixed(0)} MiB at most, ${requests} requests, ${milliseconds} ms`,
    )
  } finally {
    rmSync(blob)
  }
}

interface Told {
  readonly layers: number
  readonly requests: number
  readonly milliseconds: number
  /** KiB. */
  readonly maxRSS: number
}

function run(script: string): Told {
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ended with status ${status}: ${script}\n${stderr}`)
  return JSON.parse(stdout) as Told
}
