import { Composer, type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode, Parser, Scalar as Node } from 'yaml'
import type { Report } from '../report.js'
import { checkText, isShallow } from './bounds.js'
import { plainValue } from './scalar.js'
import { told } from './told.js'
import { type Field, type Mapping, pathOf, type Range, type Value } from './value.js'

const rule = 'descriptor-yaml'
const plainTags = new Set(['tag:yaml.org,2002:str', 'tag:yaml.org,2002:map', 'tag:yaml.org,2002:seq'])

/**
 * The mapping that a descriptor is, its values typed as the App Engine types them, which is neither YAML 1.2 nor quite YAML 1.1.
 * Undefined where it cannot be read at all; what is wrong is reported.
 */
export function parseYaml(report: Report): Mapping | undefined {
  const { text } = report.source
  if (!checkText(text, report)) return undefined
  const document = compose(text, report)
  if (!document) return undefined
  const { contents } = document
  if (!contents || (isScalar(contents) && contents.source === '')) {
    report.error(rule, undefined, 'it is empty', begin)
    return undefined
  }
  if (!isMap(contents)) {
    report.error(rule, rangeOf(contents), 'it is not a list of keys with their values', begin)
    return undefined
  }
  return mappingOf(contents, '', undefined, report)
}

const begin = "Begin it like `name: Add integers`; 'oci-pack init' writes a whole one."

/** The first document of a text, which is the one that counts, unless its syntax is wrong. */
function compose(text: string, report: Report): Document.Parsed | undefined {
  const tokens = [...new Parser().parse(text)]
  if (!tokens.every(isShallow)) {
    report.error(
      rule,
      undefined,
      'mappings or lists stand in others too deep: this is no descriptor',
      'Check that it is the right file.',
    )
    return undefined
  }
  // No types: they are given as the App Engine gives them. Its own search for keys that come twice grows with their square.
  const options = { schema: 'failsafe', uniqueKeys: false, prettyErrors: false, logLevel: 'silent' } as const
  const [document, second] = [...new Composer<ParsedNode>(options).compose(tokens, true, text.length)]
  // What follows the first is mostly a consequence of it.
  const [error] = document?.errors ?? []
  if (error)
    report.error(
      rule,
      { start: error.pos[0], end: error.pos[1] },
      told(error.code, error.message),
      'Check the quotes, brackets and indentation there and on the line above.',
    )
  for (const { code, pos } of document?.warnings ?? []) {
    if (code === 'BAD_DIRECTIVE')
      report.error(rule, { start: pos[0], end: pos[1] }, 'this directive is unknown', 'Leave the line out.')
  }
  if (second) {
    const start = text.indexOf('---', document?.range[1] ?? 0)
    report.error(
      rule,
      { start, end: start + 3 },
      'a second document begins here; the App Engine reads only the first',
      'Remove what begins here, or the --- above the first.',
    )
  }
  return report.passes ? document : undefined
}

function valueOf(node: ParsedNode | null, path: string, owner: Range, report: Report): Value {
  if (!node) return { kind: 'scalar', value: null, integer: false, path, range: owner }
  checkTag(node, report)
  if (isMap(node)) return mappingOf(node, path, owner, report)
  if (isSeq(node)) {
    const items = node.items.map((item, i) => valueOf(item, `${path}[${i}]`, rangeOf(item), report))
    return { kind: 'list', items, path, range: owner }
  }
  if (isAlias(node)) {
    const message = `the App Engine follows no alias: *${node.source} is taken for the text ${node.source}`
    report.error(rule, rangeOf(node), message, 'Write the value out.')
    return { kind: 'scalar', value: node.source, integer: false, path, range: rangeOf(node) }
  }
  return scalarOf(node, path, owner, report)
}

function mappingOf(
  node: Extract<ParsedNode, { items: { key: unknown }[] }>,
  path: string,
  owner: Range | undefined,
  report: Report,
): Mapping {
  const fields = new Map<string, Field>()
  for (const { key, value } of node.items) {
    if (!isScalar(key) || (key.source === '' && key.type === Node.PLAIN)) {
      report.error(rule, rangeOf(key), 'this is no key', 'A key is a word, with a colon and a space behind it.')
      continue
    }
    checkTag(key, report)
    const name = String(key.value)
    const range = rangeOf(key)
    if (fields.has(name)) report.error(rule, range, `${pathOf({ path }, name)} comes twice`, 'Keep one of the two.')
    else fields.set(name, { key: range, value: valueOf(value, pathOf({ path }, name), range, report) })
  }
  return { kind: 'mapping', fields, path, range: owner }
}

function scalarOf(node: Node.Parsed, path: string, owner: Range, report: Report): Value {
  const range = node.source === '' && node.type === Node.PLAIN ? owner : rangeOf(node)
  const text = String(node.value)
  if (node.type === Node.QUOTE_DOUBLE && /^(?:[^\\]|\\[^/])*\\\//.test(sourceOf(node, report)))
    report.error(rule, range, 'the App Engine does not know the escape \\/', 'Write / alone.')
  if (node.type !== Node.PLAIN || node.tag !== undefined)
    return { kind: 'scalar', value: text, integer: false, path, range }
  const plain = plainValue(text)
  if (plain !== 'unreadable') return { kind: 'scalar', ...plain, path, range }
  report.error(rule, range, 'the App Engine cannot read this number', 'Put it in quotes if it is a text.')
  return { kind: 'scalar', value: text, integer: false, path, range }
}

function checkTag(node: ParsedNode, report: Report): void {
  if (isAlias(node) || node.tag === undefined || plainTags.has(node.tag)) return
  report.error(rule, rangeOf(node), `the tag ${node.tag} has no use in a descriptor`, 'Remove it.')
}

function sourceOf(node: ParsedNode, report: Report): string {
  return report.source.text.slice(node.range[0], node.range[1])
}

function rangeOf(node: ParsedNode): Range {
  if (isMap(node)) {
    const first = node.items[0]?.key
    if (first && isScalar(first)) return rangeOf(first)
  }
  return { start: node.range[0], end: node.range[1] }
}
