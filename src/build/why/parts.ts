import { withoutCredentials } from '../../core/credentials.js'
import { type Digest, hexOf } from '../../core/digest.js'
import { sha256 } from '../../core/hash.js'
import { isSecretName } from '../../dockerfile/secretName.js'
import type { Times } from '../../rootfs/times.js'
import { type RunInputs, version } from '../runCache.js'
import type { Stage } from '../stage.js'

/** A layer between a RUN and its base. */
export interface LayerBelow {
  /** The instruction that made it, as it is written. */
  readonly text: string
  readonly line: number
  readonly diffId: Digest
}

/** What a RUN's key is made of, in words that can be told: values that may be secrets stand as digests. */
export interface RunParts {
  readonly base: { readonly name: string; readonly id: Digest }
  readonly below: readonly LayerBelow[]
  readonly command: string
  /** By name; in their order. */
  readonly variables: Readonly<Record<string, string>>
  readonly settings: Readonly<Record<string, string>>
  /** The key of each mount, as JSON. */
  readonly mounts: readonly string[]
}

/** Characters of a value that is told as it is. */
const longest = 200

/** The parts of a RUN's key: all that `runKey` takes. */
export function partsOf({ base, steps }: Stage, inputs: RunInputs, { epoch, ofRun }: Times): RunParts {
  const { argv, cwd, user, variables, mounts, network, hostname, extraHosts, security, shmSize, ulimits } = inputs
  return {
    base,
    below: steps.map(({ instruction, layer }) => ({
      text: short(withoutCredentials(instruction.text)),
      line: instruction.location.line,
      diffId: layer.diffId,
    })),
    command: short(argv.join(' ')),
    variables: Object.fromEntries([...variables].map(([name, value]) => [name, shown(name, value)])),
    settings: {
      WORKDIR: cwd,
      USER: user,
      '--network': network,
      '--security': security,
      'the host name': hostname,
      '--add-host': JSON.stringify(extraHosts),
      '--shm-size': String(shmSize),
      '--ulimit': JSON.stringify(ulimits),
      'the time of the build': String(epoch),
      'the time that files get': String(ofRun(Number.MAX_SAFE_INTEGER)),
      'the version of the cache': String(version),
    },
    mounts: mounts.map((mount) => short(JSON.stringify(mount))),
  }
}

function shown(name: string, value: string): string {
  return isSecretName(name) || withoutCredentials(value) !== value ? digestOf(value) : short(value)
}

/** What is long is told by its beginning, and told apart by its digest. */
function short(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 30)}… (${digestOf(text)})`
}

function digestOf(text: string): string {
  return `sha256:${hexOf(sha256(text)).slice(0, 16)}`
}
