import type { BuildOptions, OutputOption } from '../../api/options.js'
import { type Entitlement, entitlements } from '../../build/request.js'
import { OciPackError } from '../../core/errors.js'
import { parseMemorySize } from '../../dockerfile/memorySize.js'
import type { ExecutorName } from '../../exec/executor.js'
import { parseReference } from '../../oci/reference.js'
import { parseAnnotations } from '../flags/annotation.js'
import { type AttestFlags, parseAttest } from '../flags/attest.js'
import { parseOutput } from '../flags/output.js'
import { parseFullPair, parsePair } from '../flags/pairs.js'
import { type RegistryFlags, registryOf } from '../flags/registry.js'
import { parseSecrets } from '../flags/secret.js'
import { parseCacheFrom, parseCacheTo } from '../flags/sharedCache.js'
import { parseSsh } from '../flags/ssh.js'
import { parseUlimits } from '../flags/ulimit.js'
import type { Env } from '../io.js'
import type { ProgressFlags } from '../progress/flags.js'
import type { Call } from './call.js'

/** The flags of `oci-pack build` as they were written. */
export interface BuildFlags extends RegistryFlags, AttestFlags, ProgressFlags {
  readonly tag?: readonly string[]
  readonly file?: string
  readonly output?: readonly string[]
  readonly push?: boolean
  readonly target?: string
  readonly check?: boolean
  readonly call?: Call
  readonly buildArg?: readonly string[]
  readonly buildContext?: readonly string[]
  readonly label?: readonly string[]
  readonly annotation?: readonly string[]
  readonly platform?: readonly string[]
  readonly network?: 'default' | 'host' | 'none'
  readonly addHost?: readonly string[]
  readonly allow?: readonly string[]
  readonly shmSize?: string
  readonly ulimit?: readonly string[]
  readonly secret?: readonly string[]
  readonly ssh?: readonly string[]
  readonly runWith?: 'auto' | ExecutorName
  readonly cache: boolean
  readonly noCacheFilter?: readonly string[]
  readonly timestamp?: string
  readonly verifyReproducible?: boolean
  readonly iidfile?: string
  readonly metadataFile?: string
  readonly offline?: boolean
  readonly locked?: boolean
  readonly cacheDir?: string
  readonly cacheMaxSize?: number
  readonly cacheFrom?: readonly string[]
  readonly cacheTo?: readonly string[]
  readonly cacheMaxAge?: number
}

/** Where an image goes unless `--output` or `--push` says otherwise. */
export const defaultOutput = 'image.tar'

/** What to build, as the public API takes it. @throws OciPackError `usage`, naming the flag that is wrong */
export function buildRequest(context: string, flags: BuildFlags, env: Env): BuildOptions {
  const { buildArg = [], buildContext = [], label = [], addHost = [] } = flags
  const buildArgs = buildArg.map((text) => parsePair(text, '--build-arg'))
  const labels = label.map((text) => parsePair(text, '--label'))
  const contexts = buildContext.map((text) => parseFullPair(text, '--build-context', 'NAME=FOLDER'))
  return {
    context,
    file: flags.file,
    tags: (flags.tag ?? []).map(checkedTag),
    outputs: outputsOf(flags),
    attest: parseAttest(flags),
    target: flags.target,
    buildArgs: Object.fromEntries(buildArgs.map(({ name, value }) => [name, value])),
    buildContexts: Object.fromEntries(contexts.map(({ name, value }) => [name, value])),
    labels: Object.fromEntries(labels.map(({ name, value = '' }) => [name, value])),
    annotations: parseAnnotations(flags.annotation ?? []),
    ...platformsOf(flags),
    network: flags.network,
    addHosts: addHost.flatMap((hosts) => hosts.split(',')),
    allow: (flags.allow ?? []).map(parseEntitlement),
    shmSize: flags.shmSize === undefined ? undefined : shmSize(flags.shmSize),
    ulimits: parseUlimits(flags.ulimit ?? []),
    secrets: parseSecrets(flags.secret ?? [], env),
    ssh: parseSsh(flags.ssh ?? []),
    runWith: flags.runWith,
    noCache: !flags.cache,
    noCacheFilter: (flags.noCacheFilter ?? []).flatMap((names) => names.split(',')),
    timestamp: flags.timestamp,
    verifyReproducible: flags.verifyReproducible,
    registry: registryOf(flags),
    offline: flags.offline,
    locked: flags.locked,
    cacheDir: flags.cacheDir,
    cacheMaxSize: flags.cacheMaxSize,
    cacheFrom: (flags.cacheFrom ?? []).map(parseCacheFrom),
    cacheTo: (flags.cacheTo ?? []).map(parseCacheTo),
    cacheMaxAge: flags.cacheMaxAge,
  }
}

/** The same for what is of one platform. @throws OciPackError `usage` */
export function onePlatformRequest(
  context: string,
  flags: BuildFlags,
  env: Env,
): BuildOptions & { readonly platforms?: undefined } {
  const { platforms, ...request } = buildRequest(context, flags, env)
  if (platforms === undefined) return request
  throw new OciPackError('usage', '--platform names several platforms; this is done for one', {
    hint: 'Do it once for each of them. Images for several are made by oci-pack build.',
  })
}

/** A name of the command line that is ill-formed is the command line's fault, not an image's. */
function checkedTag(tag: string): string {
  try {
    parseReference(tag)
    return tag
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    throw error.retold({ code: 'usage', message: `--tag: ${error.message}` })
  }
}

function parseEntitlement(text: string): Entitlement {
  const known = entitlements.find((entitlement) => entitlement === text)
  if (known) return known
  throw new OciPackError('usage', `--allow: unknown entitlement ${text}`, {
    hint: `Known are ${entitlements.join(', ')}.`,
  })
}

/** Zero is the default's size. */
function shmSize(text: string): number | undefined {
  const size = parseMemorySize(text)
  if (size !== undefined) return size || undefined
  throw new OciPackError('usage', `--shm-size ${JSON.stringify(text)} is not a size`, {
    hint: 'Write --shm-size 128m.',
  })
}

function outputsOf({ output, push = false }: BuildFlags): OutputOption[] {
  const pushed: OutputOption[] = push ? [{ type: 'registry' }] : []
  const given = output ?? (push ? [] : [defaultOutput])
  return [...given.map(parseOutput), ...pushed]
}

function platformsOf({ platform = [] }: BuildFlags): Pick<BuildOptions, 'platform' | 'platforms'> {
  const [first, ...more] = platform.flatMap((text) => text.split(','))
  return more.length === 0 || first === undefined ? { platform: first } : { platforms: [first, ...more] }
}
