import { OciPackError } from '../../core/errors.js'

const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y

/**
 * The fields of one line of comma-separated values, as Docker's flags have them (RFC 4180): a field in double quotes may hold
 * commas, and quotes written twice.
 * @throws OciPackError `usage`, where a quote is out of place
 */
export function csvFields(text: string): string[] {
  const fields: string[] = []
  for (let at = 0; ; at = field.lastIndex) {
    field.lastIndex = at
    const found = field.exec(text)
    if (!found) {
      throw new OciPackError('usage', `${JSON.stringify(text)}: a double quote is out of place`, {
        hint: 'A field that holds a comma is put in double quotes as a whole: \'type=oci,"dest=a,b.tar"\'.',
      })
    }
    const [, quoted, bare = '', end] = found
    fields.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'))
    if (end === '') return fields
  }
}
