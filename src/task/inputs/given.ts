import { OciPackError } from '../../core/errors.js'

/** A value that is given for an input: the text itself, or the file or folder that holds it. */
export type GivenValue = { readonly text: string } | { readonly file: string }

/** What the user gives for a Task's inputs. A value counts before the folder's. */
export interface GivenInputs {
  /** A folder with an entry an input, as the App Engine lays it out. */
  readonly folder?: string | undefined
  readonly values: ReadonlyMap<string, GivenValue>
}

/**
 * Reads the values of `--input NAME=VALUE` and `--input NAME=@FILE`.
 * @throws OciPackError `usage`
 */
export function parseGivenValues(texts: readonly string[]): Map<string, GivenValue> {
  const values = new Map<string, GivenValue>()
  for (const text of texts) {
    const at = text.indexOf('=')
    if (at < 1) {
      throw new OciPackError('usage', `the input ${JSON.stringify(text)} has no name and value`, {
        hint: 'Write NAME=VALUE, or NAME=@FILE.',
      })
    }
    const [name, value] = [text.slice(0, at), text.slice(at + 1)]
    if (values.has(name))
      throw new OciPackError('usage', `the input ${JSON.stringify(name)} is given twice`, { hint: 'Leave one out.' })
    values.set(name, value.startsWith('@') ? { file: value.slice(1) } : { text: value })
  }
  return values
}
