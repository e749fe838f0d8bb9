import { OciPackError } from '../core/errors.js'
import type { Instruction } from './instruction.js'
import { mountFrom } from './mount.js'
import { expandWord } from './words.js'

/** Where a stage begins, or files come from. */
export type Source =
  | { readonly kind: 'stage'; readonly index: number }
  /** An image's reference, unless a named context has that name. */
  | { readonly kind: 'image'; readonly reference: string }
  | { readonly kind: 'scratch' }

interface Named {
  readonly index: number
  readonly name?: string
}

/**
 * What `COPY --from` and `RUN --mount=from=` mean by a text: a stage by its name, whatever its case, COPY by its number too, else an
 * image. @throws OciPackError `dockerfile` on a number that no stage has
 */
export function sourceOf(stages: readonly Named[], from: string, numbers = true): Source {
  if (numbers && /^[+-]?\d+$/.test(from)) {
    const index = Number(from)
    if (stages[index]) return { kind: 'stage', index }
    throw new OciPackError('dockerfile', `there is no stage ${from}`, {
      hint: `Stages count from 0 to ${stages.length - 1}.`,
    })
  }
  const stage = stages.findLast(({ name }) => name === from.toLowerCase())
  if (stage) return { kind: 'stage', index: stage.index }
  return from === 'scratch' ? { kind: 'scratch' } : { kind: 'image', reference: from }
}

/** All that an instruction takes files from, by the texts that name it. @throws OciPackError `dockerfile` */
export function instructionSources(stages: readonly Named[], instruction: Instruction): [string, Source][] {
  try {
    if (instruction.kind === 'copy' && instruction.from !== undefined) {
      refuseVariables(instruction.from)
      return [[instruction.from, sourceOf(stages, instruction.from)]]
    }
    if (instruction.kind !== 'run') return []
    const names = instruction.mounts.flatMap((mount) => mountFrom(mount) || [])
    return names.map((from) => [from, sourceOf(stages, from, false)])
  } catch (error) {
    throw error instanceof OciPackError ? error.at(instruction.location) : error
  }
}

function refuseVariables(from: string): void {
  if (expandWord(from, () => undefined, { escape: '\\' }) === from) return
  throw new OciPackError('dockerfile', `variables are not expanded in --from=${from}`, {
    hint: 'Give the image a stage of its own (FROM image AS name) and name that.',
  })
}
