import { isMap, isScalar, type Pair, type ParsedNode, parseDocument, Scalar, type YAMLMap } from 'yaml'

/**
 * A descriptor's text with `configuration.image.file` naming the archive that the bundle has, by which older App Engines find it. All
 * else stays as it is: comments, order, quotes, indentation, line ends. A text without a configuration to write into stays whole.
 */
export function withImageFile(text: string, archive: string): string {
  const file = `/${archive}`
  const { contents, errors } = parseDocument(text, { schema: 'failsafe', prettyErrors: false, logLevel: 'silent' })
  const configuration = isMap(contents) ? pairOf(contents, 'configuration') : undefined
  if (errors.length > 0 || !configuration) return text
  if (isEmpty(configuration)) return insertBehindColon(text, configuration, `{image: {file: ${file}}}`)
  if (!isMap(configuration.value)) return text
  const image = pairOf(configuration.value, 'image')
  if (!image) return insertField(text, configuration, configuration.value, (step) => imageFields(file, step))
  if (isEmpty(image)) return insertBehindColon(text, image, `{file: ${file}}`)
  if (!isMap(image.value)) return text
  const found = pairOf(image.value, 'file')
  if (!found) return insertField(text, image, image.value, () => [`file: ${file}`])
  if (isEmpty(found)) return insertBehindColon(text, found, file)
  return isScalar(found.value) ? replaceScalar(text, found.value, file) : text
}

type Field = Pair<ParsedNode, ParsedNode | null>

function pairOf(map: YAMLMap.Parsed, key: string): Field | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)
}

function imageFields(file: string, step: string | undefined): string[] {
  return step === undefined ? [`image: {file: ${file}}`] : ['image:', `${step}file: ${file}`]
}

/** Whether nothing is written behind a key's colon. */
function isEmpty({ value }: Field): boolean {
  return value === null || (isScalar(value) && value.type === Scalar.PLAIN && value.source === '' && !value.anchor)
}

function insertBehindColon(text: string, { key }: Field, value: string): string {
  const end = key.range[1]
  const colon = /^[ \t]*:/.exec(text.slice(end))
  if (!colon) return text
  return insert(text, end + colon[0].length, ` ${value}`)
}

/** Puts a field before all others of a mapping: within its brackets, or on lines of its own right below its key. */
function insertField(
  text: string,
  { key }: Field,
  map: YAMLMap.Parsed,
  linesOf: (step: string | undefined) => readonly string[],
): string {
  const [start] = map.range
  if (map.flow) {
    const rest = map.items.length === 0 ? '' : ', '
    return insert(text, start + 1, `${linesOf(undefined).join('')}${rest}`)
  }
  const keyLine = text.indexOf('\n', key.range[1]) + 1
  const indent = columnOf(text, start)
  if (keyLine === 0 || keyLine > start) return text
  const step = ' '.repeat(Math.max(1, indent.length - columnOf(text, key.range[0]).length))
  const end = text[keyLine - 2] === '\r' ? '\r\n' : '\n'
  return insert(
    text,
    keyLine,
    linesOf(step)
      .map((line) => `${indent}${line}${end}`)
      .join(''),
  )
}

/** The spaces that bring a line to the column of an offset. */
function columnOf(text: string, offset: number): string {
  return ' '.repeat(offset - (text.lastIndexOf('\n', offset - 1) + 1))
}

function replaceScalar(text: string, { range, type }: Scalar.Parsed, file: string): string {
  const [start, end] = range
  const rest = text.slice(end)
  if (type === Scalar.QUOTE_DOUBLE) return `${text.slice(0, start)}"${file}"${rest}`
  if (type === Scalar.QUOTE_SINGLE) return `${text.slice(0, start)}'${file}'${rest}`
  // A block scalar takes its last line's end with it.
  const lineEnd = type === Scalar.PLAIN ? '' : (/\r?\n$/.exec(text.slice(start, end))?.[0] ?? '')
  return `${text.slice(0, start)}${file}${lineEnd}${rest}`
}

function insert(text: string, at: number, added: string): string {
  return `${text.slice(0, at)}${added}${text.slice(at)}`
}
