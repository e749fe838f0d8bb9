import type { ParameterType } from '../descriptor/descriptor.js'
import { type Entry, problemAt, readAt, withFile } from './entry.js'
import { checkSize } from './image/image.js'
import type { Checked } from './report.js'
import { sizeInWords } from './shown.js'

type FileType = Extract<ParameterType, { id: 'file' }>

/** How much of a file is looked at to tell a text. */
const startLength = 64 * 1024

/** What is wrong with a file by its parameter: the App Engine takes any, the descriptor limits its size and may ask for a text. */
export async function checkFile(entry: Entry, type: FileType): Promise<Checked> {
  const mustBeText = type.formats.length > 0 && type.formats.every((format) => format === 'text')
  const found = await withFile<{ size: number; holdsNul: boolean }>(entry, async (file, size) => ({
    size,
    holdsNul: mustBeText && (await readAt(file, 0, startLength)).includes(0),
  }))
  if ('problem' in found) return { problems: [found.problem] }
  const problems = checkSize(entry, found.size, type)
  if (found.holdsNul)
    problems.push(
      problemAt(
        entry,
        'it is no text: it holds NUL bytes, and its format is text',
        'Write text, or name another format in the descriptor.',
      ),
    )
  return { value: `file, ${sizeInWords(found.size)}`, problems }
}
