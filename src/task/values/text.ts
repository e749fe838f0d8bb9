import type { Problem } from './report.js'

const byteOrderMark = '\u{feff}'

/** The bytes of a file as the text of a value, without the line ends behind it, and what is wrong with them as a text; undefined where they are none. */
export function textOf(bytes: Uint8Array): { text: string | undefined; problems: Problem[] } {
  let whole: string
  try {
    whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return { text: undefined, problems: [{ message: 'it is not UTF-8', hint: 'Write the text as UTF-8.' }] }
  }
  const problems: Problem[] = []
  const marked = whole.startsWith(byteOrderMark)
  if (marked)
    problems.push({
      message: 'it begins with a byte order mark',
      hint: 'Write UTF-8 without one (utf-8, not utf-8-sig).',
    })
  const text = whole.replace(/[\r\n]+$/, '')
  if (text.length < whole.length)
    problems.push({
      message: 'it ends with a newline, which older App Engines take for a part of the value',
      hint: 'Write the value alone: printf %s in place of echo, write in place of print.',
    })
  return { text: marked ? text.slice(1) : text, problems }
}

/** Whether the App Engine takes a text for blank. */
export function isBlank(text: string): boolean {
  return text.trim() === ''
}
