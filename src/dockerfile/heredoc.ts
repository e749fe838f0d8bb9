import { OciPackError } from '../core/errors.js'
import type { Heredoc } from './instruction.js'
import { withoutTrailing } from './lines.js'
import { bareWords, rawWords } from './words.js'

/** The opening of a here-document, before its body is read (Dockerfile reference, "Here-Documents"). */
export type HeredocMarker = Omit<Heredoc, 'content' | 'raw'>

/** The here-document that a word opens: `<<EOF`, `<<-EOF`, `<<"EOF"`, `3<<EOF`; undefined for any other word. */
export function parseHeredocMarker(word: string): HeredocMarker | undefined {
  const [, fd = '', dash, delimiter] = /^(\d*)<<(-?)[\t\f\r\n ]*([^<\t\f\r\n ][^<]*)$/.exec(word) ?? []
  if (delimiter === undefined) return undefined
  const [name, ...more] = bareWords(delimiter, 'remove')
  if (name === undefined || more.length > 0) return undefined
  const [quoted = ''] = bareWords(delimiter, 'keep')
  return { name, expand: quotesIn(name) === quotesIn(quoted), fd: Number(fd), stripTabs: dash === '-' }
}

/** A quote that an escape hides is a part of the name and counts in both. */
function quotesIn(text: string): number {
  return text.replace(/[^'"]/g, '').length
}

/** The here-documents that a line opens, in order. */
export function heredocMarkers(line: string): HeredocMarker[] {
  return rawWords(line).flatMap((word) => parseHeredocMarker(word) ?? [])
}

/**
 * The here-document that a marker opens, its body read from the lines that follow. Lines come with their ends. @throws OciPackError `dockerfile` where a body does not end
 */
export function readHeredoc(marker: HeredocMarker, next: () => string | undefined): Heredoc {
  let raw = ''
  for (;;) {
    const line = next()
    if (line === undefined) {
      throw new OciPackError('dockerfile', `the here-document ${marker.name} does not end`, {
        hint: `Close it by a line that holds ${marker.name} and nothing else.`,
      })
    }
    const last = withoutTrailing(line, '\r\n')
    if ((marker.stripTabs ? last.replace(/^\t+/, '') : last) === marker.name) break
    raw += line
  }
  const content = marker.stripTabs ? raw.replace(/(^|\n)\t+/g, '$1') : raw
  return { ...marker, content, raw }
}
