import pLimit from 'p-limit'
import { hexOf } from '../core/digest.js'
import type { Emit } from '../core/events.js'
import { settled } from '../core/settled.js'
import type { Blob, Content } from '../oci/content.js'
import { familiarReference, type Reference } from '../oci/reference.js'
import type { RegistryClient } from '../registry/client.js'

/** Blobs that are sent at the same time. */
const parallelBlobs = 4

export interface PushTools {
  readonly client: RegistryClient
  readonly emit: Emit
  readonly signal: AbortSignal
}

/**
 * Gives a content to a registry under some names of one repository: its blobs first, then the manifests of an index, and what has the names last, so that
 * whatever is there is whole. @throws OciPackError `registry`, `integrity`, `aborted`, and what reading the blobs throws
 */
export async function pushContent(content: Content, names: readonly Reference[], tools: PushTools): Promise<void> {
  const [first] = names
  if (!first) return
  const limit = pLimit(parallelBlobs)
  const sending = new Map<string, Promise<void>>()
  const send = (blob: Blob): Promise<void> => {
    const { digest } = blob.descriptor
    const known = sending.get(digest)
    if (known) return known
    const sent = limit(() => pushOne(blob, first, tools))
    sending.set(digest, sent)
    return sent
  }
  await pushParts(content, first, send, tools)
  for (const name of names) await tools.client.pushManifest(name, documentOf(content), tools.signal)
}

/** Pushes all that a content's document names. */
async function pushParts(
  content: Content,
  { host, repository }: Reference,
  send: (blob: Blob) => Promise<void>,
  tools: PushTools,
): Promise<void> {
  if (content.kind === 'image') {
    await settled(content.blobs.map(send))
    return
  }
  const name = { host, repository }
  for (const member of content.members) {
    await pushParts(member, name, send, tools)
    await tools.client.pushManifest(name, documentOf(member), tools.signal)
  }
}

async function pushOne(blob: Blob, name: Reference, { client, emit, signal }: PushTools): Promise<void> {
  const { digest, size } = blob.descriptor
  const shown = `${familiarReference({ host: name.host, repository: name.repository })}, blob ${hexOf(digest).slice(0, 12)}`
  const report = (done: number): void => emit({ type: 'progress', id: digest, name: shown, done, total: size })
  await client.pushBlob(name, blob, { signal, onProgress: report })
}

function documentOf({ descriptor: { mediaType }, bytes }: Content): { mediaType: string; bytes: Uint8Array } {
  return { mediaType, bytes }
}
