import { Argument, type Option } from 'commander'
import { entitlements } from '../../build/request.js'
import { ignorable } from '../../diff/rules.js'
import { provenanceModes } from '../../provenance/statement.js'
import { billFormats } from '../../sbom/documents/document.js'
import { callMethods } from '../build/call.js'
import { compressionTypes } from '../flags/compression.js'
import { outputTypes } from '../flags/output.js'

/** A word, and what it means. */
export interface Suggestion {
  readonly value: string
  readonly about: string
}

/** Words to choose from, and whether a path may stand there too. */
export interface Suggestions {
  readonly values: readonly Suggestion[]
  readonly paths: 'none' | 'files' | 'folders'
}

/** The values of a flag or an argument: its choices, its own, or what the word in its brackets stands for in all commands. */
export function valuesOf(taker: Option | Argument): Suggestions {
  const own = taker.argChoices ?? (taker instanceof Argument ? undefined : ofFlags[taker.long ?? ''])
  const { words = [], paths = 'none' } = own ? { words: own } : (kinds[kindOf(taker)] ?? {})
  return { values: words.map((value) => ({ value, about: '' })), paths }
}

/** The word in the brackets: `path` of `--file <path>`, `context` of `[context]`. */
function kindOf(taker: Option | Argument): string {
  return taker instanceof Argument ? taker.name() : (/[<[](.*)[>\]]$/.exec(taker.flags)?.[1] ?? '')
}

interface Kind {
  readonly words?: readonly string[]
  readonly paths?: Suggestions['paths']
}
const file: Kind = { paths: 'files' }
const folder: Kind = { paths: 'folders' }
const platform: Kind = {
  words: ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386', 'linux/ppc64le', 'linux/riscv64', 'linux/s390x'],
}

const ofFlags: Readonly<Record<string, readonly string[]>> = {
  '--sbom': ['true', 'false', ...billFormats],
  '--provenance': ['true', 'false', ...provenanceModes.map((mode) => `mode=${mode}`)],
  '--ignore': ignorable,
}

const kinds: Readonly<Record<string, Kind>> = {
  path: file,
  file,
  folder,
  context: folder,
  task: file,
  image: file,
  place: file,
  source: file,
  destination: file,
  'os/arch': platform,
  platform,
  'type[:level]': { words: compressionTypes },
  method: { words: callMethods },
  right: { words: entitlements },
  time: { words: ['now', 'preserve'] },
  attestation: { words: ['type=sbom', 'type=provenance'] },
  cache: { words: ['type=registry', 'type=local'] },
  output: { words: outputTypes.map((type) => `type=${type}`), paths: 'files' },
}
