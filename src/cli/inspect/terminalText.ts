import { TextDecoder } from 'node:util'
import { OciPackError } from '../../core/errors.js'

/** Control characters but tab, line feed, form feed and carriage return: a terminal might obey them. */
const controls = /[\0-\x08\x0b\x0e-\x1f\x7f-\x9f]/

/** Hands on a file's bytes while they are text that does a terminal no harm. @throws OciPackError `unsupported` before the first that are not */
export async function* terminalText(content: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of content) {
    if (!isText(decoder, chunk)) {
      throw new OciPackError(
        'unsupported',
        `${path} is not for a terminal: it is no text, or holds control characters`,
        {
          hint: 'Write it to a file (> FILE), or look at it by another program (| od -c).',
        },
      )
    }
    yield chunk
  }
}

function isText(decoder: TextDecoder, chunk: Uint8Array): boolean {
  try {
    return !controls.test(decoder.decode(chunk, { stream: true }))
  } catch {
    return false
  }
}
