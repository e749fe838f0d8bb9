import type { History } from '../oci/config.js'

/** One step of an image's making, as its history tells. */
export interface Step {
  /** As it is written there. */
  readonly createdBy: string | undefined
  /** As the line of a Dockerfile that it was; undefined where nothing is told. */
  readonly instruction: string | undefined
  /** The layer that it made, counted from 0; undefined where it made none. */
  readonly layer: number | undefined
}

/** The steps of a history (OCI image-spec, config.md, "history") with the layers that they made: the first that is not empty made the lowest. */
export function stepsOf(history: readonly History[]): Step[] {
  let next = 0
  return history.map(({ created_by: createdBy, empty_layer: isEmpty = false }) => ({
    createdBy,
    instruction: createdBy === undefined ? undefined : instructionOf(createdBy),
    layer: isEmpty ? undefined : next++,
  }))
}

const shell = '/bin/sh -c '

/**
 * The line of a Dockerfile that a `created_by` tells of. The old builder wrote `/bin/sh -c #(nop) CMD ["bash"]` for what runs nothing and
 * `|1 NAME=value /bin/sh -c command` for RUN; BuildKit writes `RUN |1 NAME=value /bin/sh -c command # buildkit`.
 */
export function instructionOf(createdBy: string): string {
  const text = createdBy.replace(/ # buildkit$/, '').trim()
  if (text.startsWith(`${shell}#(nop)`)) return text.slice(`${shell}#(nop)`.length).trim()
  const [, run = '', command] = /^(RUN )?(?:\|\d+ .*? )?\/bin\/sh -c (.*)$/s.exec(text) ?? []
  if (command !== undefined && (run !== '' || text.startsWith('|') || text.startsWith(shell))) return `RUN ${command}`
  return text
}
