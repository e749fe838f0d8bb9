import type { Style } from '../text/style.js'

/** How much of a report is shown, and how. */
export interface View {
  readonly style: Style
  /** Show all of it, however much that is. */
  readonly all: boolean
  /** Show files layer by layer in place of all layers together. */
  readonly byLayer: boolean
}

/** What is shown of one list, unless all is asked for. */
const most = 100

/** The first of a list as lines, and how many more there are. */
export function shortened<T>(
  items: readonly T[],
  { all, style }: View,
  linesOf: (item: T) => string[],
  limit = most,
): string[] {
  const shown = all ? items : items.slice(0, limit)
  const lines = shown.flatMap(linesOf)
  const rest = items.length - shown.length
  return rest === 0 ? lines : [...lines, style.faint(`and ${grouped(rest)} more: --all`)]
}

/** `1 file`, `12,345 files`. */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : several}`
}

/** A number with commas between thousands. */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}

export function indented(lines: readonly string[], by = '  '): string[] {
  return lines.map((line) => by + line)
}

/** Words in a row: `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
