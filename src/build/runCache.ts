import { hexOf, isDigest } from '../core/digest.js'
import { sha256 } from '../core/hash.js'
import type { RunRequest } from '../exec/executor.js'
import { mediaTypes } from '../oci/descriptor.js'
import type { Layer } from '../oci/image.js'
import type { Times } from '../rootfs/times.js'
import { storedLayer } from '../store/layers.js'
import type { Store } from '../store/store.js'

/** Changes when the same request comes to make another layer. */
const version = 1
const kind = 'run'

/**
 * What a RUN's layer follows from, `script` being the text that `argv` names a file of: the layers below, the command and all that it can see. Networks and clocks are not in it, as they
 * are not in Docker's: `--no-cache` is for them.
 */
export function runKey(request: RunRequest, { epoch, ofRun }: Times, script?: string): string {
  const { argv, env, cwd, user, layers, platform, network, extraHosts } = request
  const below = layers.map(({ diffId }) => diffId)
  // A time far ahead shows whether times are clamped.
  const seen = [
    version,
    below,
    argv,
    env,
    cwd,
    user.uid,
    user.gid,
    user.groups,
    platform,
    network,
    extraHosts,
    script ?? null,
    epoch,
    ofRun(Number.MAX_SAFE_INTEGER),
  ]
  return hexOf(sha256(JSON.stringify(seen)))
}

/** The layer that a RUN of this key made before, if the store still has it. */
export async function findRun(store: Store, key: string): Promise<Layer | undefined> {
  const record = await store.readRecord(kind, key)
  if (!isRecord(record) || !isDigest(record.diffId)) return undefined
  const descriptor = { mediaType: mediaTypes.layer, digest: record.diffId, size: record.size }
  return (await store.has(descriptor)) ? storedLayer(store, descriptor, record.diffId) : undefined
}

/** Remembers the layer of a RUN, which the store has. */
export async function rememberRun(store: Store, key: string, { diffId, descriptor }: Layer): Promise<void> {
  await store.writeRecord(kind, key, { diffId, size: descriptor.size })
}

function isRecord(value: unknown): value is { diffId: string; size: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'diffId' in value &&
    typeof value.diffId === 'string' &&
    'size' in value &&
    typeof value.size === 'number'
  )
}
