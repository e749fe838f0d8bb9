/** Characters that a terminal draws two columns wide: East Asian wide and full-width ones, and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u
const ascii = /^[ -~]*$/
/** Nothing that takes a column of its own. */
const unseen = /^[\p{Mark}\p{Format}]+$/u

let segmenter: Intl.Segmenter | undefined

/** How many columns of a terminal a line without control characters takes. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length
  return characters(text).reduce((sum, character) => sum + characterWidth(character), 0)
}

/** How many columns the widest of some lines takes; there may be a million of them. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0)
}

/** The rows that a terminal of so many columns makes of a line; a wide character that does not fit begins the next one. */
export function wrapped(text: string, columns: number): string[] {
  const rows: string[] = []
  let row = ''
  let width = 0
  for (const character of characters(text)) {
    const own = characterWidth(character)
    if (width + own > columns && row !== '') {
      rows.push(row)
      row = ''
      width = 0
    }
    row += character
    width += own
  }
  return [...rows, row]
}

/** A line cut to at most so many columns, never within a character; an ellipsis shows that something is missing. */
export function cutTo(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  if (columns < 1) return ''
  let kept = ''
  let width = 0
  for (const character of characters(text)) {
    width += characterWidth(character)
    if (width > columns - 1) break
    kept += character
  }
  return `${kept}…`
}

/** What a reader takes for one character: a letter with its accents, a picture made of several. */
function characters(text: string): string[] {
  segmenter ??= new Intl.Segmenter()
  return Array.from(segmenter.segment(text), ({ segment }) => segment)
}

function characterWidth(character: string): number {
  return wide.test(character) ? 2 : unseen.test(character) ? 0 : 1
}
