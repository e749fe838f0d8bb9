import { OciPackError, type Location } from '../core/errors.js'
import type { Directives } from './directives.js'
import { trim, trimStart } from './space.js'

/** BuildKit reads a line into a buffer of 64 KiB, its line feed included; a longer one is refused there, so it is here. */
const maxLineBytes = 65_535
const maxBytes = 16 * 1024 * 1024

/** The lines of a Dockerfile, handed out one after the other, their ends included. */
export class SourceLines {
  readonly #lines: readonly string[]
  #count = 0

  /** @throws OciPackError `dockerfile` on a file above 16 MiB */
  constructor(
    text: string,
    private readonly file: string,
  ) {
    if (Buffer.byteLength(text) > maxBytes) {
      throw new OciPackError('dockerfile', `${file} is larger than ${maxBytes} bytes`, { hint: 'Is it a Dockerfile?' })
    }
    this.#lines = text.replace(/^\uFEFF/, '').match(/[^\n]*\n|[^\n]+$/g) ?? []
  }

  /** How many lines have been handed out: the number of the last one. */
  get count(): number {
    return this.#count
  }

  /** The next line; undefined at the end. @throws OciPackError `dockerfile` on a line above 65,535 bytes */
  next(): string | undefined {
    const line = this.#lines[this.#count]
    if (line === undefined) return undefined
    this.#count++
    if (Buffer.byteLength(line.replace(/\n$/, '')) > maxLineBytes) {
      throw new OciPackError('dockerfile', `line ${this.#count} is longer than ${maxLineBytes} bytes`, {
        location: { file: this.file, line: this.#count, endLine: this.#count, text: [`${line.slice(0, 80)}…`] },
        hint: 'Put so long a text into a file, and COPY that.',
      })
    }
    return line
  }

  /** From line `first` to the last one handed out. */
  since(first: number): Location {
    const text = this.#lines.slice(first - 1, this.#count).map((line) => withoutTrailing(line, '\r\n'))
    return { file: this.file, line: first, endLine: Math.max(first, this.#count), text }
  }
}

/** An instruction before it is read. */
export interface InstructionText {
  /** Its lines, joined. */
  readonly text: string
  /** The number of its first line. */
  readonly first: number
  /** The comments above it, without their `#`, from the last empty one on. */
  readonly comments: readonly string[]
  /** The number of its last line, where a blank line stands within it. */
  readonly blankWithin: number | undefined
}

/**
 * The next instruction; undefined at the end. Blank lines, comments and directives before it are passed over, comments and blank lines inside
 * it left out.
 */
export function nextInstruction(lines: SourceLines, directives: Directives): InstructionText | undefined {
  let comments: string[] = []
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    const first = lines.count
    const start = trimStart(line)
    const isDirective = directives.see(withoutTrailing(start, '\r\n'))
    if (start.startsWith('#')) {
      // As for BuildKit, white space before the # leaves it in the comment.
      const comment = trim(line.slice(1))
      if (comment === '') comments = []
      else if (!isDirective) comments.push(comment)
    }
    if (start === '' || start.startsWith('#')) continue
    const { text, blank } = joinContinued(start, lines, directives.escape)
    return { text, first, comments, blankWithin: blank ? lines.count : undefined }
  }
  return undefined
}

function joinContinued(start: string, lines: SourceLines, escape: string): { text: string; blank: boolean } {
  let { text, continued } = withoutContinuation(start, escape)
  let blank = false
  while (continued) {
    const line = lines.next()
    if (line === undefined) break
    const bare = trim(line)
    if (bare.startsWith('#')) continue
    if (bare === '') {
      blank = true
      continue
    }
    const more = withoutContinuation(line, escape)
    text += more.text
    continued = more.continued
  }
  return { text, blank }
}

/** An escape character before nothing but blanks continues the line, unless another stands before it. */
function withoutContinuation(line: string, escape: string): { text: string; continued: boolean } {
  const text = withoutTrailing(line, '\r\n')
  const bare = withoutTrailing(text, ' \t')
  const continued = bare.endsWith(escape) && !bare.endsWith(escape + escape)
  return { text: continued ? bare.slice(0, -1) : text, continued }
}

/** A text without the given characters at its end. (A regular expression takes quadratic time on long runs of them.) */
export function withoutTrailing(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end--
  return text.slice(0, end)
}
