import { OciPackError, type Location } from '../core/errors.js'
import { parseJsonForm } from './arguments.js'
import { Directives } from './directives.js'
import { splitInstruction } from './flags.js'
import { heredocMarkers, readHeredoc } from './heredoc.js'
import type { Dockerfile, Instruction } from './instruction.js'
import { type InstructionText, nextInstruction, SourceLines } from './lines.js'
import { readInstruction } from './read/instruction.js'
import type { Parts } from './read/parts.js'
import { trim } from './space.js'

/**
 * A Dockerfile's text as instructions, nothing expanded (Dockerfile reference). `file` names it in locations.
 * @throws OciPackError `dockerfile` with the location of the fault
 */
export function parseDockerfile(text: string, file: string): Dockerfile {
  const { dockerfile, fault } = parseUpToFault(text, file)
  if (fault) throw fault
  return dockerfile
}

/** A Dockerfile as far as it could be read, and what is wrong with it where something is. */
export interface ParsedUpToFault {
  readonly dockerfile: Dockerfile
  readonly fault: OciPackError | undefined
  /** All of it, as it is written. */
  readonly text: string
}

/** As `parseDockerfile`, for those who want to look at what stands before a fault. */
export function parseUpToFault(text: string, file: string): ParsedUpToFault {
  const instructions: Instruction[] = []
  const directives = new Directives()
  let fault: OciPackError | undefined
  try {
    readInstructions(new SourceLines(text, file), directives, (instruction) => instructions.push(instruction))
    checkBegin(instructions, file)
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    fault = error
  }
  return { dockerfile: { file, directives: directives.result(), instructions }, fault, text }
}

/** @throws OciPackError `dockerfile` where no stage is the first thing but for ARGs */
function checkBegin(instructions: readonly Instruction[], file: string): void {
  const early = instructions.find(({ kind }) => kind !== 'arg')
  if (early === undefined) {
    throw new OciPackError('dockerfile', `${file} contains no stage to build`, {
      hint: 'A Dockerfile starts with FROM IMAGE.',
    })
  }
  if (early.kind !== 'from') {
    throw new OciPackError('dockerfile', `${early.kind.toUpperCase()} stands before the first FROM`, {
      location: early.location,
      hint: 'Only ARG may stand there: begin with FROM IMAGE.',
    })
  }
}

/**
 * The instruction that an ONBUILD trigger of a base image holds; it is located where the base is named.
 * @throws OciPackError `dockerfile`
 */
export function parseTrigger(trigger: string, location: Location): Instruction {
  try {
    const instructions: Instruction[] = []
    readInstructions(new SourceLines(trigger, 'ONBUILD'), new Directives(), (one) => instructions.push(one))
    const [instruction, ...others] = instructions
    if (instruction && others.length === 0) return { ...instruction, location }
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    throw error.retold({ message: `in the base image's ONBUILD ${trigger}: ${error.message}`, location })
  }
  throw new OciPackError('dockerfile', `the base image's ONBUILD ${trigger} is not one instruction`, {
    location,
    hint: 'Build the base anew, with an ONBUILD for each instruction, or take another base.',
  })
}

/** Reads instructions up to the end, or to a fault. @throws OciPackError `dockerfile` with the location of the fault */
function readInstructions(lines: SourceLines, directives: Directives, take: (instruction: Instruction) => void): void {
  for (;;) {
    const before = lines.count
    try {
      const next = nextInstruction(lines, directives)
      if (next === undefined) return
      take(parseInstruction(next, lines, directives.escape))
    } catch (error) {
      throw error instanceof OciPackError ? error.at(lines.since(before + 1)) : error
    }
  }
}

function parseInstruction(read: InstructionText, lines: SourceLines, escape: '\\' | '`'): Instruction {
  const { text, first, comments, blankWithin } = read
  const opening = lines.since(first)
  try {
    const { keyword, flags, rest } = splitInstruction(text, escape)
    const markers = text.includes('<<') && mayHoldHeredocs(text, escape) ? heredocMarkers(text) : []
    const heredocs = markers.map((marker) => readHeredoc(marker, () => lines.next()))
    const parts: Parts = {
      keyword,
      flags,
      rest,
      heredocs,
      escape,
      text: trim(text),
      untrimmed: text,
      location: lines.since(first),
      comments,
      blankWithin,
    }
    return readInstruction(parts)
  } catch (error) {
    throw error instanceof OciPackError ? error.at(opening) : error
  }
}

/** RUN, COPY and ADD in their shell form, and ONBUILD of these. */
function mayHoldHeredocs(text: string, escape: string): boolean {
  const written = splitInstruction(text, escape)
  const { keyword, rest } = written.keyword === 'ONBUILD' ? splitInstruction(written.rest, escape) : written
  return ['RUN', 'COPY', 'ADD'].includes(keyword) && parseJsonForm(rest) === undefined
}
