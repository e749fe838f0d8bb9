/** The fields of one paragraph, by their names in lower case. Values of a name that is there more than once stand in lines of their own. */
export type Paragraph = ReadonlyMap<string, string>

/**
 * The paragraphs of a text in the syntax of Debian's control files (deb-control(5)), which is nearly that of Python's core metadata: lines `NAME: VALUE`,
 * further lines of a value indented, an empty line between paragraphs.
 */
export function* paragraphs(text: string): Generator<Paragraph> {
  let fields = new Map<string, string>()
  let last: string | undefined
  for (const line of text.split('\n')) {
    const written = line.endsWith('\r') ? line.slice(0, -1) : line
    if (written.trim() === '') {
      if (fields.size > 0) yield fields
      fields = new Map()
      last = undefined
    } else if (/^[ \t]/.test(written)) {
      if (last !== undefined) fields.set(last, `${fields.get(last) ?? ''}\n${written.trim()}`)
    } else {
      last = addField(fields, written)
    }
  }
  if (fields.size > 0) yield fields
}

/** Takes a line; gives the name of its field. */
function addField(fields: Map<string, string>, line: string): string | undefined {
  const colon = line.indexOf(':')
  if (colon <= 0) return undefined
  const name = line.slice(0, colon).toLowerCase()
  const value = line.slice(colon + 1).trim()
  const before = fields.get(name)
  fields.set(name, before === undefined ? value : `${before}\n${value}`)
  return name
}
