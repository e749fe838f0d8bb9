import { hexOf } from '../core/digest.js'
import type { Emit } from '../core/events.js'
import type { Blob } from '../oci/content.js'
import { familiarReference, type Reference } from '../oci/reference.js'
import type { PushedBlob } from '../registry/push/pushBlob.js'

/** Bytes between two reports of progress. */
const reportEvery = 1024 * 1024

/** Brings a blob into a repository by `push`, as a step whose beginning, progress and end are told. */
export async function toldPush(
  { descriptor: { digest, size } }: Blob,
  { host, repository }: Pick<Reference, 'host' | 'repository'>,
  { emit, signal }: { readonly emit: Emit; readonly signal: AbortSignal },
  push: (onProgress: (sent: number) => void) => Promise<PushedBlob>,
): Promise<void> {
  const where = familiarReference({ host, repository })
  const short = hexOf(digest).slice(0, 12)
  const id = `push ${where} ${digest}`
  emit({ type: 'step-start', id, name: `[push] ${where}, blob ${short}` })
  let told = 0
  const report = (sent: number): void => {
    if (sent < size && Math.abs(sent - told) < reportEvery) return
    told = sent
    emit({ type: 'progress', id, name: `blob ${short}`, done: sent, total: size })
  }
  try {
    const how = await push(report)
    emit({ type: 'step-done', id, cached: how === 'there', detail: how })
  } catch (error) {
    if (signal.aborted) emit({ type: 'step-stopped', id })
    else emit({ type: 'step-failed', id, message: error instanceof Error ? error.message : String(error) })
    throw error
  }
}
