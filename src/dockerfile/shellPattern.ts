import { OciPackError } from '../core/errors.js'

/**
 * Shell patterns of `${name#pattern}` and its kin: `*` is any text of one line, `?` any character of it, a backslash makes the next `*`,
 * `?` or `\` literal; there are no brackets (Dockerfile reference, "Environment replacement"). All throw OciPackError `dockerfile` on a
 * bad escape. No pattern is tried in more than one way at a place, which keeps the time in bounds whatever the pattern.
 */
type Element = { readonly literal: string } | '*' | '?'

/** The value without the shortest, or the longest, text at its start that the pattern matches. */
export function removePrefix(value: string, pattern: string, longest: boolean): string {
  const characters = Array.from(value)
  const end = matchAt(characters, 0, blocksOf(parse(pattern)), longest)
  return end === undefined ? value : characters.slice(end).join('')
}

/** The value without the shortest, or the longest, text at its end that the pattern matches. */
export function removeSuffix(value: string, pattern: string, longest: boolean): string {
  const characters = Array.from(value).reverse()
  const end = matchAt(characters, 0, blocksOf(parse(pattern).reverse()), longest)
  return end === undefined ? value : characters.slice(end).reverse().join('')
}

/**
 * The value with the first match of the pattern, or all of them, replaced. Where all are, BuildKit takes `$name` and `${name}` in the
 * replacement for parts of the match (Go, `regexp.Expand`): `$0` is all of it, any other name nothing, `$$` a dollar.
 */
export function replacePattern(value: string, pattern: string, replacement: string, all: boolean): string {
  const characters = Array.from(value)
  const blocks = blocksOf(parse(pattern))
  let replaced = ''
  let done = 0
  for (let at = 0; at <= characters.length;) {
    const [start, end] = searchFrom(characters, at, blocks) ?? []
    if (start === undefined || end === undefined) break
    // An empty match right behind another one is none.
    if (end > start || start > done || start === 0) {
      const matched = characters.slice(start, end).join('')
      replaced += characters.slice(done, start).join('') + (all ? expandTemplate(replacement, matched) : replacement)
      done = end
      if (!all) break
    }
    at = end > start ? end : end + 1
  }
  return replaced + characters.slice(done).join('')
}

function parse(pattern: string): Element[] {
  const elements: Element[] = []
  const characters = Array.from(pattern)
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? ''
    if (character === '*' || character === '?') elements.push(character)
    else if (character !== '\\') elements.push({ literal: character })
    else {
      const escaped = characters[++i] ?? ''
      // The escape before } and / hides them from the reader of the word and is no part of the pattern.
      if (!['*', '?', '\\', '}', '/'].includes(escaped)) {
        throw new OciPackError(
          'dockerfile',
          `the pattern ${JSON.stringify(pattern)} has an invalid escape \\${escaped}`,
          { hint: 'A backslash may stand before *, ?, }, / and another backslash.' },
        )
      }
      elements.push({ literal: escaped })
    }
  }
  return elements
}

/** What stands between stars; `undefined` is any character of a line. */
type Block = readonly (string | undefined)[]

/** One block more than there are stars. */
function blocksOf(elements: readonly Element[]): Block[] {
  const blocks: (string | undefined)[][] = [[]]
  for (const element of elements) {
    if (element === '*') blocks.push([])
    else blocks.at(-1)?.push(element === '?' ? undefined : element.literal)
  }
  return blocks
}

/** Where the shortest or longest match that begins at `start` ends. All blocks but the last are taken at the first place that they fit. */
function matchAt(
  characters: readonly string[],
  start: number,
  blocks: readonly Block[],
  longest: boolean,
): number | undefined {
  const [first = [], ...others] = blocks
  if (!fits(characters, start, first)) return undefined
  let end = start + first.length
  for (const [i, block] of others.entries()) {
    const last = longest && i === others.length - 1
    const at = last ? lastPlace(characters, end, block) : firstPlace(characters, end, block)
    if (at === undefined) return undefined
    end = at + block.length
  }
  return end
}

/** The leftmost match from a place on, and of those the longest. */
function searchFrom(
  characters: readonly string[],
  from: number,
  blocks: readonly Block[],
): [start: number, end: number] | undefined {
  const [first = []] = blocks
  for (let start = from; start <= characters.length; start++) {
    if (!fits(characters, start, first)) continue
    const end = matchAt(characters, start, blocks, true)
    if (end !== undefined) return [start, end]
    // What a star does not reach from here it reaches from nowhere else in this line.
    start = endOfLine(characters, start + first.length)
  }
  return undefined
}

function fits(characters: readonly string[], at: number, block: Block): boolean {
  return block.every((wanted, i) => {
    const character = characters[at + i]
    return wanted === undefined ? character !== undefined && character !== '\n' : character === wanted
  })
}

function firstPlace(characters: readonly string[], from: number, block: Block): number | undefined {
  const end = endOfLine(characters, from)
  for (let at = from; at <= end; at++) if (fits(characters, at, block)) return at
  return undefined
}

function lastPlace(characters: readonly string[], from: number, block: Block): number | undefined {
  for (let at = endOfLine(characters, from); at >= from; at--) if (fits(characters, at, block)) return at
  return undefined
}

/** Where the line feed is that no star passes, or the end. */
function endOfLine(characters: readonly string[], from: number): number {
  const at = characters.indexOf('\n', from)
  return at < 0 ? characters.length : at
}

function expandTemplate(template: string, matched: string): string {
  return template.replace(
    /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu,
    (_, dollar?: string, bare?: string, braced?: string) => dollar ?? ((bare ?? braced) === '0' ? matched : ''),
  )
}
