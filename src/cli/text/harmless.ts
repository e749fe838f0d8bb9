import { stripVTControlCharacters } from 'node:util'

/** Control characters but tab and line feed, and those that turn the direction of the text around them. */
const controls = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g

/**
 * A text that comes from a program, a file or a server, made fit to be shown: no colours, no moves of the cursor. What is left of
 * control characters is shown by its picture, ␛ for one.
 */
export function harmless(text: string): string {
  return pictured(stripVTControlCharacters(text))
}

/** As `harmless`, with nothing left out: where every byte counts, colours and moves of the cursor are shown as the characters that they are. */
export function pictured(text: string): string {
  return text.replace(controls, picture)
}

/** `pictured`, as one line: tabs and line feeds are shown by their pictures too. */
export function picturedLine(text: string): string {
  return pictured(text).replace(/[\t\n]/g, picture)
}

function picture(character: string): string {
  const code = character.charCodeAt(0)
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\ufffd'
}

/** One line of a program's output as a terminal would leave it: what stands before a carriage return is written over. */
export function settledLine(line: string): string {
  const kept = line.endsWith('\r') ? line.slice(0, -1) : line
  return harmless(kept.slice(kept.lastIndexOf('\r') + 1)).replaceAll('\t', '    ')
}

/** A text of several lines as one, for where there is room for one. */
export function oneLine(text: string): string {
  return harmless(text)
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('\t', ' ')
}
