import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { hexOf } from '../../../src/core/digest.js'
import { OciPackError } from '../../../src/core/errors.js'
import { sha256 } from '../../../src/core/hash.js'
import { defaultPlatform } from '../../../src/core/platform.js'
import { pushContent } from '../../../src/export/registry.js'
import type { Blob, ImageContent } from '../../../src/oci/content.js'
import { RegistryClient } from '../../../src/registry/client.js'
import { registryImage } from '../../../src/sources/registry.js'
import { Store } from '../../../src/store/store.js'
import { BadProxy } from '../badProxy.js'
import { type SampleImage, sampleImage, sampleTar } from '../sampleImage.js'
import { randomOf, scriptOf } from './script.js'

/** What came of a run: whether all went right in the end, else what was told; and what is wrong about it. */
export interface Outcome {
  readonly kind: 'pull' | 'blob' | 'push'
  /** The error that ended it, or undefined. */
  readonly told: OciPackError | undefined
  readonly faults: number
  /** Empty, or a fault of ours. */
  readonly wrong: readonly string[]
}

/** What all runs share: a registry that works, with an image in it. */
export interface Shared {
  readonly host: string
  readonly image: SampleImage
}

/** The image that is pulled: a layer that comes in several pieces, and a small one. */
export async function pulledImage(): Promise<SampleImage> {
  return sampleImage([await sampleTar({ a: randomBytes(700_000) }), await sampleTar({ b: 'b' })])
}

/** One pull or push through a network whose faults follow from a seed. */
export async function badNetworkRun(seed: number, shared: Shared): Promise<Outcome> {
  const random = randomOf(seed)
  const kind = (['pull', 'blob', 'push'] as const)[seed % 3] ?? 'pull'
  const folder = await mkdtemp(join(tmpdir(), 'bad-network-'))
  const proxy = await BadProxy.start(shared.host, scriptOf(random))
  const backoff = { attempts: 5, first: 2, longest: 20 }
  const client = new RegistryClient({ env: { HOME: folder }, backoff, stallTimeout: 500 })
  const scene = { ...shared, folder, client, proxied: proxy.host, repository: `run/${seed}`, random }
  let told: OciPackError | undefined
  try {
    const wrong: string[] = []
    try {
      wrong.push(...(await work[kind](scene)))
    } catch (error) {
      if (error instanceof OciPackError && ['registry', 'integrity', 'not-found', 'format'].includes(error.code))
        told = error
      else wrong.push(`it threw ${String(error)}`)
    }
    wrong.push(...(await (kind === 'push' ? pushedWrong(scene, told === undefined) : keptWrong(folder))))
    return { kind, told, faults: proxy.met.filter(({ fault }) => fault).length, wrong }
  } finally {
    client.close()
    await proxy.stop()
    await rm(folder, { recursive: true })
  }
}

interface Scene extends Shared {
  readonly folder: string
  readonly client: RegistryClient
  readonly proxied: string
  /** Where a run pushes to. */
  readonly repository: string
  readonly random: () => number
}

/** What is done, each giving what is wrong where it says that all went well. */
const work: Record<Outcome['kind'], (scene: Scene) => Promise<string[]>> = { pull, blob, push }

/** As FROM does it. */
async function pull({ folder, client, proxied, image: sample }: Scene): Promise<string[]> {
  const store = await Store.open(join(folder, 'store'))
  try {
    const reference = { host: proxied, repository: 'team/image', tag: 'v1' }
    const { image } = await registryImage(reference, { platform: defaultPlatform, store, client })
    const located = await Promise.allSettled(image.layers.map((layer) => layer.locate()))
    for (const result of located) if (result.status === 'rejected') throw result.reason
    const wrong: string[] = []
    for (const { descriptor } of [...sample.layers]) {
      if (!(await store.has(descriptor))) wrong.push(`the store has not got ${descriptor.digest}`)
    }
    return wrong
  } finally {
    await store.close()
  }
}

/** Reads a blob as copying does it, whose reader finds out whether it is the right one. */
async function blob({ client, proxied, image: { layers } }: Scene): Promise<string[]> {
  const [layer] = layers
  if (!layer) return ['there is no layer']
  const chunks: Uint8Array[] = []
  for await (const bytes of client.blob({ host: proxied, repository: 'team/image' }, layer.descriptor)) {
    chunks.push(bytes)
  }
  const all = Buffer.concat(chunks)
  return all.length === layer.descriptor.size ? [] : [`a blob of ${all.length} bytes came`]
}

async function push({ client, proxied, repository, image }: Scene): Promise<string[]> {
  const bytes = Buffer.from(JSON.stringify(image.manifest))
  const blobs: Blob[] = [
    { descriptor: image.manifest.config, bytes: image.config },
    ...image.layers.map(({ descriptor, blob }) => ({ descriptor, bytes: blob })),
  ].map(({ descriptor, bytes }) => ({
    descriptor,
    async *open(from = 0) {
      for (let at = from; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
    },
  }))
  const descriptor = { mediaType: image.manifest.mediaType, digest: sha256(bytes), size: bytes.length }
  const content: ImageContent = { kind: 'image', descriptor, bytes, manifest: image.manifest, blobs }
  const tools = { client, emit: () => undefined, signal: new AbortController().signal }
  await pushContent(content, [{ host: proxied, repository, tag: 'v1' }], tools)
  return []
}

/** What a store holds that it should not. */
async function keptWrong(folder: string): Promise<string[]> {
  const wrong: string[] = []
  const store = join(folder, 'store')
  for (const name of await namesIn(join(store, 'blobs/sha256'))) {
    if (hexOf(sha256(await readFile(join(store, 'blobs/sha256', name)))) !== name) wrong.push(`the store's ${name}`)
  }
  for (const place of ['ingest', 'work', 'builds']) {
    for (const name of await namesIn(join(store, place))) wrong.push(`left in the store: ${place}/${name}`)
  }
  return wrong
}

async function namesIn(path: string): Promise<string[]> {
  return readdir(path).catch(() => [])
}

/** What the registry has of a push that it should not, asked without the network between; after a push that went well it has all. */
async function pushedWrong({ host, repository, image }: Scene, whole: boolean): Promise<string[]> {
  const wrong: string[] = []
  const fetchDigest = async (path: string): Promise<string | undefined> => {
    const answer = await fetch(`http://${host}/v2/${repository}/${path}`, {
      headers: { accept: image.manifest.mediaType },
    })
    const bytes = new Uint8Array(await answer.arrayBuffer())
    return answer.ok ? sha256(bytes) : undefined
  }
  for (const { digest } of [image.manifest.config, ...image.manifest.layers]) {
    const found = await fetchDigest(`blobs/${digest}`)
    if (found !== digest && (whole || found !== undefined)) wrong.push(`the registry has ${found} as ${digest}`)
  }
  const manifest = sha256(JSON.stringify(image.manifest))
  const found = await fetchDigest('manifests/v1')
  if (whole && found !== manifest) wrong.push(`the registry has ${found} instead of the manifest`)
  return wrong
}
