import { hexOf, isDigest } from '../core/digest.js'
import { sha256 } from '../core/hash.js'
import type { RunRequest } from '../exec/executor.js'
import { mediaTypes } from '../oci/descriptor.js'
import type { Layer } from '../oci/image.js'
import type { Times } from '../rootfs/times.js'
import { storedLayer } from '../store/layers.js'
import type { Store } from '../store/store.js'

/** Changes when the same inputs come to make another layer. */
export const version = 2
const kind = 'run'

/** What a RUN's layer follows from, besides the times of the build. */
export interface RunInputs extends Pick<
  RunRequest,
  'argv' | 'cwd' | 'platform' | 'network' | 'hostname' | 'extraHosts' | 'security' | 'shmSize' | 'ulimits'
> {
  /** The layers below, lowest first. */
  readonly layers: readonly Layer[]
  /** USER's word: with the layers, it says who executes the command, and where his home is. */
  readonly user: string
  /** What ENV and ARG have set, in their order. */
  readonly variables: ReadonlyMap<string, string>
  /** The key of each mount. */
  readonly mounts: readonly unknown[]
}

/**
 * The key of a RUN: all that it can see. What it reads from a network, a clock or a cache is not in it, nor are the values of secrets and
 * the addresses of proxies, as they are not for Docker: `--no-cache` is for them.
 */
export function runKey(inputs: RunInputs, { epoch, ofRun }: Times): string {
  const { argv, cwd, layers, user, variables, mounts } = inputs
  const { platform, network, hostname, extraHosts, security, shmSize, ulimits } = inputs
  const seen = [
    version,
    layers.map(({ diffId }) => diffId),
    [argv, cwd, user, [...variables], mounts],
    [platform, network, hostname, extraHosts, security, shmSize, ulimits],
    // A time far ahead shows whether times are clamped.
    [epoch, ofRun(Number.MAX_SAFE_INTEGER)],
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

/** Remembers the layer of a RUN, which the store has, and the command for those who look into the store. */
export async function rememberRun(
  store: Store,
  key: string,
  { diffId, descriptor }: Layer,
  argv: readonly string[],
): Promise<void> {
  await store.writeRecord(kind, key, { diffId, size: descriptor.size, what: `RUN ${argv.join(' ')}`.slice(0, 200) })
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
