import { readFile, stat } from 'node:fs/promises'
import pLimit from 'p-limit'
import { type Digest, hexOf, isDigest } from '../core/digest.js'
import { OciPackError, fromSystemError, systemError } from '../core/errors.js'
import type { Emit } from '../core/events.js'
import { sha256 } from '../core/hash.js'
import type { Platform } from '../core/platform.js'
import type { Descriptor } from '../oci/descriptor.js'
import type { Image, Layer } from '../oci/image.js'
import { parseConfig } from '../oci/manifest.js'
import { type Reference, familiarReference, formatReference, withDefaultTag } from '../oci/reference.js'
import { type RawManifest, type RegistryClient, maxManifestSize } from '../registry/client.js'
import { onceMoreIfWrong } from '../registry/onceMore.js'
import { resolveManifest } from '../registry/pull.js'
import { importLayer } from '../store/layers.js'
import { makeOnce } from '../store/makeOnce.js'
import type { Store } from '../store/store.js'
import { tagRecords } from '../store/wholeImages.js'
import { reported } from './reported.js'

export interface RegistryImageOptions {
  readonly platform: Platform
  readonly store: Store
  /** Without one, no registry is asked: a tag means what it did when it was last pulled. */
  readonly client: RegistryClient | undefined
  readonly emit?: Emit
  readonly signal?: AbortSignal
}

/** Layers of an image that are fetched at the same time. */
const parallelLayers = 4

/** An image of a registry. */
export interface RegistryImage {
  readonly image: Image
  /** Of its own manifest, not of an index around it. */
  readonly digest: Digest
  /** What its reference means: the index of all platforms where there is one, else the manifest. */
  readonly named: Digest
  /** Those that the index names; none where there is no index. */
  readonly platforms: readonly Platform[]
}

/**
 * The image of a registry that a reference means for a platform. Manifest and configuration are fetched
 * now, each layer when it is first located; all are kept in the store, and what is there is not fetched again. A reference by digest
 * whose parts are in the store needs no registry. @throws OciPackError `not-found`, `registry`, `integrity`, `format`, `unsupported`, `io`, `aborted`
 */
export async function registryImage(reference: Reference, options: RegistryImageOptions): Promise<RegistryImage> {
  const complete = withDefaultTag(reference)
  const { manifest, digest, named, platforms } = await resolveManifest(complete, options.platform, (wanted) =>
    getManifest(wanted, options),
  )
  const configBytes = await getConfig(complete, manifest.config, options)
  const config = parseConfig(configBytes, `the configuration of ${formatReference(complete)}`)
  const diffIds = config.rootfs.diff_ids
  if (diffIds.length !== manifest.layers.length) {
    throw new OciPackError(
      'format',
      `${formatReference(complete)}: the manifest has ${manifest.layers.length} layers, the configuration ${diffIds.length}`,
    )
  }
  const limit = pLimit(parallelLayers)
  const layers = manifest.layers.flatMap((descriptor, i) => {
    const diffId = diffIds[i]
    return diffId ? [remoteLayer(complete, descriptor, diffId, (fetch) => limit(fetch), options)] : []
  })
  return { image: { config, configBytes, layers }, digest, named, platforms }
}

async function getManifest(
  reference: Reference,
  { store, client, signal }: RegistryImageOptions,
): Promise<RawManifest> {
  const kept = reference.digest ?? (await tagRecord(store, reference))
  const bytes = kept && (await readDocument(store, kept))
  if (kept && bytes) {
    // The registry is asked what the tag means now, which is cheaper than fetching it and counts against no limit of Docker Hub.
    if (reference.digest || !client || (await client.manifestDigest(reference, signal)) === kept)
      return { bytes, digest: kept }
  }
  if (!client) throw notHere(formatReference(reference))
  const fetched = await client.manifest(reference, signal)
  await store.put([fetched.bytes], { digest: fetched.digest, size: fetched.bytes.byteLength })
  if (!reference.digest)
    await store.writeRecord(tagRecords, tagKey(reference), {
      digest: fetched.digest,
      what: familiarReference(reference),
    })
  return fetched
}

async function getConfig(
  reference: Reference,
  descriptor: Descriptor,
  { store, client, signal }: RegistryImageOptions,
): Promise<Uint8Array> {
  const what = `the configuration of ${formatReference(reference)}`
  if (descriptor.size > maxManifestSize) {
    throw new OciPackError('format', `${what} has ${descriptor.size} bytes; at most ${maxManifestSize} are read`)
  }
  if (!(await store.has(descriptor))) {
    if (!client) throw notHere(what)
    await onceMoreIfWrong((again) => store.put(client.blob(reference, descriptor, signal, 0, again), descriptor))
  }
  const bytes = await readDocument(store, descriptor.digest)
  if (bytes) return bytes
  throw new OciPackError('integrity', `${what}: ${store.blobPath(descriptor.digest)} was damaged`, {
    hint: 'Remove that file; it is fetched again.',
  })
}

function remoteLayer(
  reference: Reference,
  descriptor: Descriptor,
  diffId: Digest,
  limited: <Value>(fetch: () => Promise<Value>) => Promise<Value>,
  { store, client, emit, signal }: RegistryImageOptions,
): Layer {
  const { digest, size } = descriptor
  const name = `${familiarReference(reference)}, layer ${hexOf(digest).slice(0, 12)}`
  const open = (client: RegistryClient, goesOn: () => void, again: boolean): AsyncIterable<Uint8Array> =>
    reported(client.blob(reference, descriptor, signal, 0, again), (done) => {
      goesOn()
      emit?.({ type: 'progress', id: digest, name, done, total: size })
    })
  return {
    descriptor,
    diffId,
    origin: { host: reference.host, repository: reference.repository },
    async locate() {
      if (!(await store.has(descriptor))) {
        if (!client) throw notHere(name)
        await makeOnce(store, {
          name: `fetch-${hexOf(digest)}`,
          isThere: () => store.has(descriptor),
          make: async (goesOn) => {
            await onceMoreIfWrong((again) =>
              importLayer(store, { descriptor, diffId, open: () => open(client, goesOn, again) }),
            )
          },
          limited,
          signal,
        })
      }
      return store.locate(digest)
    },
  }
}

/** A manifest or configuration out of the store, or undefined where it is absent, too large to be one, or damaged. */
async function readDocument(store: Store, digest: Digest): Promise<Uint8Array | undefined> {
  const path = store.blobPath(digest)
  await store.use(path)
  try {
    if ((await stat(path)).size > maxManifestSize) return undefined
    const bytes = await readFile(path)
    return sha256(bytes) === digest ? bytes : undefined
  } catch (error) {
    if (systemError(error).code === 'ENOENT') return undefined
    throw fromSystemError(error, `cannot read ${path}`)
  }
}

async function tagRecord(store: Store, reference: Reference): Promise<Digest | undefined> {
  const value = await store.readRecord(tagRecords, tagKey(reference))
  const found = typeof value === 'object' && value !== null && 'digest' in value ? value.digest : undefined
  return typeof found === 'string' && isDigest(found) ? found : undefined
}

function tagKey(reference: Reference): string {
  return hexOf(sha256(formatReference(reference)))
}

function notHere(what: string): OciPackError {
  return new OciPackError('not-found', `${what} is not in the store, and no registry may be asked`, {
    hint: 'Build once without --offline; then it is here.',
  })
}
