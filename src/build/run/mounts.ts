import { posix } from 'node:path'
import { hexOf } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { sha256 } from '../../core/hash.js'
import {
  type BindMount,
  type CacheMount,
  parseMount,
  type SecretMount,
  type SshMount,
  type TmpfsMount,
} from '../../dockerfile/mount.js'
import { type Script, scriptFolder } from '../../dockerfile/runCommand.js'
import type { Mount, TreePart } from '../../exec/executor.js'
import type { Layer } from '../../oci/image.js'
import type { Stage } from '../stage.js'
import type { StepContext } from '../step.js'

/** A mount that is not ready yet. */
export interface PlannedMount {
  /** What of it a layer may follow from, as JSON: nothing of a secret's value, nothing of a cache's content. */
  readonly key: unknown
  /** A variable that is in the environment unless something else sets it. */
  readonly variable?: readonly [name: string, value: string]
  /** What a folder's files are written as. */
  readonly files?: readonly Layer[]
  readonly ready: () => Promise<ReadyMount>
}

export interface ReadyMount {
  /** Undefined where there is nothing to mount. */
  readonly mount?: Mount
  /** A variable that is set whatever else sets it. */
  readonly variable?: readonly [name: string, value: string]
}

/**
 * What a RUN's `--mount` values ask for, and its script. Stages and images are looked up; secrets, and the files in stages and images,
 * not before a mount is made ready.
 * @throws OciPackError `dockerfile` for an ill-formed value; `source` for a missing file of a folder
 */
export async function planMounts(
  values: readonly string[],
  script: Script | undefined,
  stage: Stage,
  context: StepContext,
): Promise<PlannedMount[]> {
  const mounts = values.map((value) => parseMount(value, (word) => context.expand(stage, word)))
  const agents = mounts.filter(({ type }) => type === 'ssh')
  const planned = await Promise.all(
    mounts.map(async (mount): Promise<PlannedMount> => {
      switch (mount.type) {
        case 'bind':
          return planBind(mount, stage, context)
        case 'cache':
          return planCache(mount, stage, context)
        case 'tmpfs':
          return planTmpfs(mount, stage)
        case 'secret':
          return planSecret(mount, stage, context)
        case 'ssh':
          return planAgent(mount, agents.indexOf(mount), stage, context)
      }
    }),
  )
  return script ? [...planned, planScript(script)] : planned
}

async function planBind(mount: BindMount, stage: Stage, context: StepContext): Promise<PlannedMount> {
  const { type, readOnly } = mount
  const target = targetOf(mount.target, stage)
  const source = await planSource(mount, context)
  return {
    key: [type, target, readOnly, source.key],
    ...(source.files && { files: source.files }),
    ready: async () => ({ mount: { type, target, readOnly, source: await source.part() } }),
  }
}

/** BuildKit's rules for who sees the same cache: by its id, by what it held at first, and by the owner that it asks for. */
async function planCache(mount: CacheMount, stage: Stage, context: StepContext): Promise<PlannedMount> {
  const { type, sharing, readOnly, owner } = mount
  const target = targetOf(mount.target, stage)
  const whole = posix.join('/', mount.source) === '/'
  // Where an owner is asked for, the cache is a new directory of his, and not the source's own root.
  const empty = whole && (owner !== undefined || mount.from === undefined)
  const source = empty ? undefined : await planSource({ ...mount, from: mount.from ?? 'scratch' }, context)
  const namespace = context.request.buildArgs.get('BUILDKIT_CACHE_MOUNT_NS')
  const id = [
    namespace === undefined ? mount.id : `${namespace}/${mount.id}`,
    ...(whole && owner ? [`${owner.uid}:${owner.gid}`, owner.mode.toString(8).padStart(4, '0')] : []),
    ...(source ? [`from ${hexOf(sha256(JSON.stringify(source.key)))}`] : []),
  ].join(' ')
  const ownership = (whole && owner) || { uid: 0, gid: 0, mode: 0o755 }
  return {
    key: [type, target, id, sharing, readOnly],
    ready: async () => {
      const part = source && (await source.part())
      return { mount: { type, target, id, sharing, readOnly, ...(part && { source: part }), ...ownership } }
    },
  }
}

function planTmpfs({ type, size, readOnly, target: written }: TmpfsMount, stage: Stage): PlannedMount {
  const target = targetOf(written, stage)
  const mount: Mount = { type, target, readOnly, ...(size !== undefined && { size }) }
  return { key: mount, ready: () => Promise.resolve({ mount }) }
}

function planSecret(secret: SecretMount, stage: Stage, { request }: StepContext): PlannedMount {
  const { id, env, required, uid, gid, mode } = secret
  const target = secret.target === undefined ? undefined : targetOf(secret.target, stage)
  return {
    key: { ...secret, target },
    ready: async () => {
      const read = request.secrets.get(id)
      if (!read && required) throw missingSecret(id)
      const bytes = await read?.()
      return {
        ...(target !== undefined && bytes && { mount: { type: 'file', target, bytes, uid, gid, mode } }),
        // An optional one that is missing is an empty variable.
        ...(env !== undefined && { variable: [env, secretText(id, bytes)] }),
      }
    },
  }
}

function secretText(id: string, bytes: Uint8Array | undefined): string {
  if (bytes?.includes(0)) {
    throw new OciPackError('source', `the secret ${id} holds a zero byte, which no environment variable can`, {
      hint: 'Mount it as a file.',
    })
  }
  return Buffer.from(bytes ?? []).toString()
}

function planAgent(agent: SshMount, index: number, stage: Stage, { request }: StepContext): PlannedMount {
  const { id, required, uid, gid, mode } = agent
  const written = agent.target ?? `/run/buildkit/ssh_agent.${index}`
  const target = targetOf(written, stage)
  return {
    key: { ...agent, target },
    ...(index === 0 && { variable: ['SSH_AUTH_SOCK', written] }),
    ready: async () => {
      const socket = request.sshAgents.get(id)
      if (socket !== undefined) return { mount: { type: 'socket', target, socket, uid, gid, mode } }
      if (required) throw missingAgent(id)
      return {}
    },
  }
}

/** A here-document that is a script is executed as a file, which enters no layer. */
function planScript({ name, content }: Script): PlannedMount {
  const target = `${scriptFolder}/${name}`
  const mount: Mount = { type: 'file', target, bytes: Buffer.from(content), mode: 0o755, uid: 0, gid: 0 }
  return { key: ['script', target, content], ready: () => Promise.resolve({ mount }) }
}

/** The mounts of those that are ready, in the order in which BuildKit makes them, by their targets: of one target the last one counts. */
export function mountsInOrder(ready: readonly ReadyMount[]): Mount[] {
  const mounts = ready.flatMap(({ mount }) => mount ?? [])
  return mounts.sort((a, b) => (a.target < b.target ? -1 : a.target > b.target ? 1 : 0))
}

interface PlannedSource {
  readonly key: unknown
  readonly files?: readonly Layer[]
  readonly part: () => Promise<TreePart>
}

/** Files of a stage, an image or a folder: what tells them from others, and the files themselves. */
async function planSource(
  { from, source: path }: { readonly from?: string; readonly source: string },
  { parts, context, mountFrom }: StepContext,
): Promise<PlannedSource> {
  const source = from === undefined ? context : await mountFrom(from)
  // Only its content tells what is in a folder.
  const part = source.layers ? undefined : await parts.of(source, path)
  const layers = source.layers ?? part?.layers ?? []
  return {
    key: [layers.map(({ diffId }) => diffId), part ? part.path : posix.join('/', path)],
    ...(part && { files: part.layers }),
    part: async () => part ?? parts.of(source, path),
  }
}

/** @throws OciPackError `dockerfile` for the root */
function targetOf(written: string, { config }: Stage): string {
  const path = written.startsWith('/') ? written : posix.join('/', config.WorkingDir ?? '', written)
  const target = posix.normalize(path).replace(/(?<=.)\/$/, '')
  if (target !== '/') return target
  throw new OciPackError('dockerfile', `invalid mount target ${JSON.stringify(written)}: it is the root`, {
    hint: 'Give a target below it.',
  })
}

function missingSecret(id: string): OciPackError {
  return new OciPackError('source', `secret ${id}: not found`, {
    hint: `Pass it: --secret id=${id},src=FILE or --secret id=${id},env=VARIABLE.`,
  })
}

function missingAgent(id: string): OciPackError {
  return new OciPackError('source', `there is no SSH agent ${id} for this build`, {
    hint: `Pass one: --ssh ${id}, or --ssh ${id}=KEY.`,
  })
}
