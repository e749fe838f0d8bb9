import { parseDocument } from 'yaml'
import { type Entry, problemAt, readWhole } from './entry.js'
import type { Problem } from './report.js'
import { textOf } from './text.js'

/** The file in an array's folder that tells how many items it has. */
export const arrayYml = 'array.yml'

const longest = 4096

/** The content of an array's `array.yml`, as the App Engine writes it. */
export function arrayYmlOf(size: number): string {
  return `size: ${size}`
}

/** The size that an `array.yml` tells, or what is wrong with it. */
export async function readArrayYml(entry: Entry): Promise<{ size: number } | { problem: Problem }> {
  const read = await readWhole(entry, longest)
  if ('problem' in read) return read
  const { text = '' } = textOf(read.bytes)
  const size = sizeIn(text)
  return size === undefined
    ? { problem: problemAt(entry, 'it does not tell the size', 'Write it as size: 3.') }
    : { size }
}

function sizeIn(text: string): number | undefined {
  const document = parseDocument(text)
  if (document.errors.length > 0) return undefined
  const size: unknown = document.get('size')
  return typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : undefined
}
