import type { Run } from '../../dockerfile/instruction.js'
import { parseMount, type RunMount } from '../../dockerfile/mount.js'
import { runCommand } from '../../dockerfile/runCommand.js'
import { lookupIn } from '../../dockerfile/variables.js'
import { expandWord } from '../../dockerfile/words.js'
import { whyProcess } from '../../exec/builtin/forecast.js'
import type { Survey, SurveyedStep } from './survey.js'

/** What a RUN needs. */
export interface RunNeeds {
  readonly mounts: readonly RunMount[]
  readonly network?: string
  readonly security?: string
  /** Why it needs a process; undefined where it can perhaps be applied as data. */
  readonly process?: string
}

/** What a RUN needs, as far as it is known without its image. @throws OciPackError `dockerfile` for an ill-formed mount */
export function runNeeds(run: Run, { scope }: SurveyedStep, escape: '\\' | '`'): RunNeeds {
  const expand = (word: string): string => expandWord(word, lookupIn(scope.variables), { escape })
  const mounts = run.mounts.map((value) => parseMount(value, expand))
  const process = whyProcess({ ...runCommand(run, scope.shell), user: scope.user, mounts: mounts.length })
  const { network, security } = run
  return {
    mounts,
    ...(network !== undefined && { network }),
    ...(security !== undefined && { security }),
    ...(process !== undefined && { process }),
  }
}

/** Something that RUNs ask the caller of the build for, by its id. */
export interface Wanted {
  readonly id: string
  /** Whether one of them fails without it. */
  readonly required: boolean
  /** Of the first that asks for it. */
  readonly line: number
}

/** The secrets, or the SSH agents, that the RUNs of a build ask for. @throws OciPackError `dockerfile` for an ill-formed mount */
export function wantedBy({ stages }: Survey, type: 'secret' | 'ssh', escape: '\\' | '`'): Wanted[] {
  const wanted = new Map<string, Wanted>()
  for (const step of stages.flatMap(({ steps }) => steps)) {
    if (step.instruction.kind !== 'run') continue
    const { line } = step.instruction.location
    for (const mount of runNeeds(step.instruction, step, escape).mounts) {
      if (mount.type !== type) continue
      const { id, required } = mount
      const before = wanted.get(id)
      wanted.set(id, { id, required: required || (before?.required ?? false), line: before?.line ?? line })
    }
  }
  return [...wanted.values()]
}
