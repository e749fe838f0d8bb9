import { suggest } from '../../dockerfile/suggest.js'
import type { ArrayType, ParameterType } from './descriptor.js'
import { asBoolean, asMapping, asText, required, warnUnknown } from './fields.js'
import { readFileType, readImageType } from './files.js'
import { readExtent, readIntegerBounds, readLengths, readNumberBounds } from './limits.js'
import type { Report } from './report.js'
import { type Mapping, type Value, valueOf } from './yaml/value.js'
import { readValues } from './values.js'

type Id = ParameterType['id']

/** Each type with what may be said of it beside its `id`. */
const keys: Readonly<Record<Id, readonly string[]>> = {
  integer: ['gt', 'lt', 'geq', 'leq'],
  boolean: [],
  number: ['gt', 'lt', 'geq', 'leq', 'infinity_allowed', 'nan_allowed'],
  string: ['min_length', 'max_length'],
  enumeration: ['values'],
  datetime: ['before', 'after'],
  geometry: [],
  file: ['max_file_size', 'formats'],
  image: ['max_file_size', 'formats', 'max_width', 'max_height'],
  array: ['min_size', 'max_size', 'subtype'],
}
const rule = 'descriptor-type'

/** What a `type` or a `subtype` says: a name, or a mapping with an `id`. Undefined where that is wrong. */
export function readType(report: Report, value: Value): ParameterType | undefined {
  if (value.kind === 'scalar') {
    const id = readId(report, value)
    if (id !== 'enumeration' && id !== 'array') return id && readDetails(report, id, emptyAt(value))
    const message = `${value.path} is ${id}, of which more must be told`
    const hint = `Write a mapping with id: ${id} and ${id === 'array' ? 'subtype' : 'values'}.`
    report.error(rule, value.range, message, hint)
    return undefined
  }
  const mapping = asMapping(report, value)
  const id = mapping && readId(report, required(report, mapping, 'id'))
  if (!id) return undefined
  warnUnknown(report, mapping, ['id', ...keys[id]])
  return readDetails(report, id, mapping)
}

function readId(report: Report, value: Value | undefined): Id | undefined {
  const text = asText(report, value)
  if (text === undefined || !value) return undefined
  if (isId(text)) return text
  report.error(rule, value.range, `there is no type ${JSON.stringify(text)}`, hintFor(text))
  return undefined
}

function hintFor(text: string): string {
  if (text.toLowerCase() === 'wsi') return 'The type wsi was removed: write image.'
  const near = suggest(text, Object.keys(keys))
  return near === undefined ? `The types are ${Object.keys(keys).join(', ')}.` : `Did you mean ${near}?`
}

function isId(text: string): text is Id {
  return Object.hasOwn(keys, text)
}

function readDetails(report: Report, id: Id, mapping: Mapping): ParameterType | undefined {
  switch (id) {
    case 'boolean':
    case 'geometry':
      return { id }
    case 'integer':
      return { id, ...readIntegerBounds(report, mapping) }
    case 'number':
      return {
        id,
        ...readNumberBounds(report, mapping),
        infinityAllowed: asBoolean(report, valueOf(mapping, 'infinity_allowed')) ?? false,
        nanAllowed: asBoolean(report, valueOf(mapping, 'nan_allowed')) ?? false,
      }
    case 'string':
      return { id, ...readLengths(report, mapping) }
    case 'enumeration':
      return { id, values: readValues(report, mapping) }
    case 'datetime':
      refuseMoments(report, mapping)
      return { id, before: undefined, after: undefined }
    case 'file':
      return readFileType(report, mapping)
    case 'image':
      return readImageType(report, mapping)
    case 'array':
      return readArray(report, mapping)
  }
}

function readArray(report: Report, mapping: Mapping): ArrayType | undefined {
  const [minSize, maxSize] = readExtent(report, mapping, 'min_size', 'max_size')
  const value = required(report, mapping, 'subtype', 'Tell the type of the items, such as subtype: integer')
  const subtype = value && readType(report, value)
  return subtype && { id: 'array', minSize, maxSize, subtype }
}

/** The App Engine parses them with the quotes of their JSON around, which no moment has: the upload always fails. */
function refuseMoments(report: Report, mapping: Mapping): void {
  for (const key of ['before', 'after']) {
    const field = mapping.fields.get(key)
    const hint = 'Remove it, and check the value in the Task.'
    if (field) report.error('descriptor-datetime', field.key, `no App Engine can read ${field.value.path}`, hint)
  }
}

function emptyAt({ path, range }: Value): Mapping {
  return { kind: 'mapping', fields: new Map(), path, range }
}
