import pLimit from 'p-limit'
import type { Digest } from '../core/digest.js'
import type { Emit } from '../core/events.js'
import { memo } from '../core/memo.js'
import type { Blob, Content } from '../oci/content.js'
import { isForeign } from '../oci/foreign.js'
import { familiarReference, type Reference, withDefaultTag } from '../oci/reference.js'
import type { RegistryClient } from '../registry/client.js'
import { toldPush } from './toldPush.js'

/** Requests for blobs and manifests that are under way at the same time. */
const parallel = 4

export interface PushTools {
  readonly client: RegistryClient
  /** Blobs that were sent just now, before they were pushed. */
  readonly sent?: ReadonlySet<Digest> | undefined
  readonly emit: Emit
  readonly signal: AbortSignal
}

/** A repository, and the names that a content is to have in it. */
type Place = Pick<Reference, 'host' | 'repository'> & { readonly names: Reference[] }

/**
 * Gives a content to registries under some names: its blobs first, then the manifests of an index, and what has the names last, so that
 * whatever is there is whole, and nothing is named before all of it is everywhere. What is there already is not sent again; a repository
 * takes from another one of its registry what that has. Foreign layers stay where they are, as with Docker. @throws OciPackError `registry`, `not-found`, `integrity`, `aborted`, and what reading the blobs throws
 */
export async function pushContent(content: Content, names: readonly Reference[], tools: PushTools): Promise<void> {
  const unnamed: Reference[] = []
  const served: Place[] = []
  for (const place of placesOf(names)) {
    const missing = await missingNames(content, place, tools)
    // An index that is there may lack what it names.
    if (missing.length > 0 || content.kind === 'index') await new Push(place, served, tools).push(content)
    unnamed.push(...missing)
    served.push(place)
  }
  for (const name of unnamed) await tools.client.pushManifest(name, documentOf(content), tools.signal)
}

/** The names by their repositories, in the order in which each was first named. */
function placesOf(names: readonly Reference[]): Place[] {
  const places = new Map<string, Place>()
  for (const name of names.map(withDefaultTag)) {
    const { host, repository } = name
    const key = familiarReference({ host, repository })
    const place = places.get(key) ?? { host, repository, names: [] }
    place.names.push(name)
    places.set(key, place)
  }
  return [...places.values()]
}

/** The names that do not mean the content yet. */
async function missingNames(
  { descriptor }: Content,
  { names }: Place,
  { client, signal }: PushTools,
): Promise<Reference[]> {
  const found = await Promise.all(names.map((name) => client.pushedDigest(name, signal)))
  return names.filter((_, i) => found[i] !== descriptor.digest)
}

/** Brings all that a content's document names into one repository. */
class Push {
  readonly #place: Place
  /** Repositories that have the content already. */
  readonly #served: readonly Place[]
  readonly #tools: PushTools
  readonly #limit = pLimit(parallel)
  readonly #sent = new Map<string, Promise<void>>()
  /** Aborted as soon as anything fails: what else is under way is in vain. */
  readonly #stop = new AbortController()
  #failure: Error | undefined

  constructor(place: Place, served: readonly Place[], tools: PushTools) {
    this.#place = place
    this.#served = served
    this.#tools = { ...tools, signal: AbortSignal.any([tools.signal, this.#stop.signal]) }
  }

  /** @throws as `pushContent` */
  async push(content: Content): Promise<void> {
    if (!(await this.#has(content))) await this.#parts(content)
  }

  async #parts(content: Content): Promise<void> {
    if (content.kind === 'image') {
      const blobs = content.blobs.filter(({ descriptor }) => !isForeign(descriptor))
      return this.#settled(blobs.map((blob) => this.#send(blob)))
    }
    return this.#settled(content.members.map((member) => this.#member(member)))
  }

  /** Brings a manifest of an index, after all that it names. */
  async #member(content: Content): Promise<void> {
    const { digest } = content.descriptor
    return memo(this.#sent, digest, async () => {
      if (await this.#has(content)) return
      await this.#parts(content)
      const { host, repository } = this.#place
      const { client, signal } = this.#tools
      await this.#limit(() => client.pushManifest({ host, repository, digest }, documentOf(content), signal))
    })
  }

  /** Whether a content is whole there: what a manifest names is where the manifest is; of an index's members that is not sure. */
  async #has(content: Content): Promise<boolean> {
    const { client, signal } = this.#tools
    const { host, repository } = this.#place
    const { digest } = content.descriptor
    const found = await this.#limit(() => client.pushedDigest({ host, repository, digest }, signal))
    if (found !== digest) return false
    if (content.kind === 'image') return true
    const members = await Promise.all(content.members.map((member) => this.#has(member)))
    return members.every(Boolean)
  }

  #send(blob: Blob): Promise<void> {
    const { client, signal, sent } = this.#tools
    return memo(this.#sent, blob.descriptor.digest, () =>
      this.#limit(() =>
        toldPush(blob, this.#place, this.#tools, async (onProgress) => {
          const how = await client.pushBlob(this.#place, blob, { signal, onProgress, mountFrom: this.#served })
          return how === 'there' && sent?.has(blob.descriptor.digest) ? 'sent' : how
        }),
      ),
    )
  }

  /** Waits until nothing goes on any more. @throws what failed first */
  async #settled(work: readonly Promise<void>[]): Promise<void> {
    const ended = work.map((one) => one.catch((error: unknown) => this.#fail(error)))
    await Promise.all(ended)
    if (this.#failure) throw this.#failure
  }

  #fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error), { cause: error })
    this.#stop.abort()
  }
}

function documentOf({ descriptor: { mediaType }, bytes }: Content): { mediaType: string; bytes: Uint8Array } {
  return { mediaType, bytes }
}
