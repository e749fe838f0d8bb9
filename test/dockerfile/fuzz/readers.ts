import { OciPackError } from '../../../src/core/errors.js'
import { parsePlatform } from '../../../src/core/platform.js'
import { parseChmod } from '../../../src/dockerfile/chmod.js'
import { parseDuration } from '../../../src/dockerfile/duration.js'
import { excludeMatcher, parseIgnore } from '../../../src/dockerfile/ignore.js'
import type { Instruction } from '../../../src/dockerfile/instruction.js'
import { matchPath } from '../../../src/dockerfile/match.js'
import { parseMemorySize } from '../../../src/dockerfile/memorySize.js'
import { parseMount } from '../../../src/dockerfile/mount.js'
import { parseDockerfile, parseTrigger } from '../../../src/dockerfile/parse.js'
import { planBuild } from '../../../src/dockerfile/plan.js'
import { parsePorts } from '../../../src/dockerfile/ports.js'
import { runCommand } from '../../../src/dockerfile/runCommand.js'
import { checkSignal } from '../../../src/dockerfile/signal.js'
import { declareArgs, initialVariables, lookupIn, type Variables, withEnv } from '../../../src/dockerfile/variables.js'
import { expandHeredoc, expandWord, expandWords } from '../../../src/dockerfile/words.js'
import { parseReference } from '../../../src/oci/reference.js'

/** How often the readers took a text, and how often they refused it. */
export interface Counts {
  taken: number
  refused: number
}

const platform = { os: 'linux', architecture: 'amd64' }
const args = new Map([
  ['a', 'given'],
  ['__proto__', 'p'],
  ['constructor', 'c'],
])
const names = ['a', 'a/b', 'src/main.c', 'toString', '.git/config']

/**
 * Has everything that reads a user's text read this one: as a Dockerfile with its plan and all that its instructions hold, as
 * .dockerignore, and each of its lines as a word, a flag's value and a reference. @throws whatever is not the project's own error
 */
export function readAll(text: string, counts: Counts): void {
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      const result = work()
      counts.taken++
      return result
    } catch (error) {
      if (!(error instanceof OciPackError)) throw error
      counts.refused++
      return undefined
    }
  }
  const dockerfile = attempt(() => parseDockerfile(text, 'Dockerfile'))
  const plan =
    dockerfile && attempt(() => planBuild(dockerfile, { buildArgs: args, platform, buildPlatform: platform }))
  for (const stage of plan?.stages ?? []) {
    let variables = initialVariables(['PATH=/bin', 'a=1', 'constructor=x'])
    for (const instruction of stage.instructions)
      variables = readInstruction(instruction, variables, plan?.globalArgs ?? args, attempt) ?? variables
  }
  const ignore = attempt(() => parseIgnore(text, '.dockerignore'))
  for (const name of names) ignore?.excludes(name)
  for (const line of text.split('\n', 4)) readLine(line, attempt)
}

type Attempt = <T>(work: () => T) => T | undefined

function readInstruction(
  instruction: Instruction,
  variables: Variables,
  globalArgs: ReadonlyMap<string, string>,
  attempt: Attempt,
): Variables | undefined {
  const escape = '\\'
  const expand = (word: string) => expandWord(word, lookupIn(variables), { escape })
  switch (instruction.kind) {
    case 'env':
    case 'label':
      return attempt(() =>
        instruction.pairs.reduce((before, { name, value }) => withEnv(before, expand(name), expand(value)), variables),
      )
    case 'arg':
      return attempt(() => declareArgs(variables, instruction, { buildArgs: args, globalArgs, escape }).variables)
    case 'run':
      attempt(() => runCommand(instruction, ['/bin/sh', '-c']))
      for (const mount of instruction.mounts) attempt(() => parseMount(mount, expand))
      return undefined
    case 'copy':
    case 'add':
      for (const word of [...instruction.sources, instruction.destination])
        attempt(() => matchPath(expand(word), 'a/b'))
      for (const { content } of instruction.heredocs) attempt(() => expandHeredoc(content, lookupIn(variables)))
      attempt(() => excludeMatcher(instruction.exclude).excludes('a/b'))
      attempt(() => parseChmod(instruction.chmod ?? ''))
      return undefined
    case 'expose':
      attempt(() => parsePorts(instruction.words.flatMap((word) => expandWords(word, lookupIn(variables), { escape }))))
      return undefined
    case 'stopsignal':
      attempt(() => checkSignal(expand(instruction.word)))
      return undefined
    case 'onbuild':
      attempt(() => parseTrigger(instruction.trigger, instruction.location))
      return undefined
    default:
      return undefined
  }
}

function readLine(line: string, attempt: Attempt): void {
  const lookup = (name: string) => args.get(name)
  const value = line.slice(line.indexOf('=') + 1)
  attempt(() => expandWord(line, lookup, { escape: '`' }))
  attempt(() => expandHeredoc(line, lookup))
  attempt(() => matchPath(value, 'some/name.txt'))
  attempt(() => parseMount(value, (word) => word))
  attempt(() => parseChmod(value))
  attempt(() => parseDuration(value))
  attempt(() => parseMemorySize(value))
  attempt(() => parsePorts([value]))
  attempt(() => parseReference(value))
  attempt(() => parsePlatform(value))
}
