import type { CacheDestination, CacheSource, CacheWriting } from '../../api/sharedCache/options.js'
import { parseBoolean } from '../../core/boolean.js'
import { isDigest } from '../../core/digest.js'
import { OciPackError } from '../../core/errors.js'
import { nearestOrAll } from '../../dockerfile/suggest.js'
import { parseReference } from '../../oci/reference.js'
import type { Compression } from '../../store/compressLayer.js'
import { isCompressionType, levelHint, parseLevel } from './compression.js'
import { csvFields } from './csv.js'

const types = ['registry', 'local', 'inline']
/** What other builders have, and needs a service of theirs. */
const foreign = ['gha', 's3', 'azblob']

const fromKeys = ['type', 'ref', 'src', 'tag', 'digest']
const toKeys = [
  ...['type', 'ref', 'dest', 'tag', 'mode', 'compression', 'compression-level', 'ignore-error'],
  // BuildKit's words for what is always so here: its manifests have the shape of OCI images, and layers have the compression that was asked for.
  ...['image-manifest', 'oci-mediatypes', 'force-compression'],
]

/** Reads the value of `--cache-from`: a reference, or `type=TYPE,KEY=VALUE…` as comma-separated values. @throws OciPackError `usage` */
export function parseCacheFrom(text: string): CacheSource {
  const flag = '--cache-from'
  const values = readFields(flag, text, fromKeys)
  const type = typeOf(flag, text, values)
  if (type === 'inline') {
    throw refuse(
      flag,
      text,
      'an image that holds its cache is named as one of a registry',
      'Write type=registry,ref=NAME.',
    )
  }
  if (type === 'registry') {
    only(flag, text, values, ['type', 'ref'])
    return { type, ref: reference(flag, text, values) }
  }
  only(flag, text, values, ['type', 'src', 'tag', 'digest'])
  const digest = values.get('digest')
  if (digest !== undefined && !isDigest(digest)) {
    throw refuse(flag, text, `${JSON.stringify(digest)} is not a digest`, 'Write sha256: and 64 hex digits.')
  }
  return { type, src: needed(flag, text, values, 'src'), tag: values.get('tag'), digest }
}

/** Reads the value of `--cache-to`, as `parseCacheFrom`. @throws OciPackError `usage` */
export function parseCacheTo(text: string): CacheDestination {
  const flag = '--cache-to'
  const values = readFields(flag, text, toKeys)
  const type = typeOf(flag, text, values)
  if (type === 'inline') {
    if ((values.get('mode') ?? 'min') !== 'min') {
      throw refuse(
        flag,
        text,
        'an image tells of its own layers alone',
        'Leave mode out, or write type=registry,ref=NAME.',
      )
    }
    only(flag, text, values, ['type', 'mode'])
    return { type }
  }
  for (const key of ['image-manifest', 'oci-mediatypes', 'force-compression']) truth(flag, text, values, key)
  const writing = writingOf(flag, text, values)
  if (type === 'registry') {
    only(
      flag,
      text,
      values,
      toKeys.filter((key) => key !== 'dest' && key !== 'tag'),
    )
    return { type, ref: reference(flag, text, values), ...writing }
  }
  only(
    flag,
    text,
    values,
    toKeys.filter((key) => key !== 'ref'),
  )
  return { type, dest: needed(flag, text, values, 'dest'), tag: values.get('tag'), ...writing }
}

type Values = ReadonlyMap<string, string>

function readFields(flag: string, text: string, keys: readonly string[]): Values {
  const fields = csvFields(text)
  const [first = ''] = fields
  if (first === '') throw refuse(flag, text, 'it is empty')
  if (fields.length === 1 && !first.includes('='))
    return new Map([
      ['type', 'registry'],
      ['ref', first],
    ])
  const values = new Map<string, string>()
  for (const field of fields) {
    const at = field.indexOf('=')
    const key = field.slice(0, Math.max(0, at)).trim().toLowerCase()
    if (at < 0) throw refuse(flag, text, `${JSON.stringify(field)} is not KEY=VALUE`)
    if (values.has(key)) throw refuse(flag, text, `${key} is given twice`)
    values.set(key, field.slice(at + 1))
  }
  // The keys of others' types are theirs.
  if (foreign.includes(values.get('type') ?? '')) return values
  const unknown = [...values.keys()].find((key) => !keys.includes(key))
  if (unknown === undefined) return values
  throw refuse(flag, text, `there is no key ${JSON.stringify(unknown)}`, nearestOrAll(unknown, keys))
}

function typeOf(flag: string, text: string, values: Values): 'registry' | 'local' | 'inline' {
  const type = values.get('type')
  if (type === 'registry' || type === 'local' || type === 'inline') return type
  if (type === undefined) throw refuse(flag, text, 'it says no type', `Write type=registry,ref=NAME.`)
  if (foreign.includes(type)) {
    const hint = `Share it by a registry: ${flag} type=registry,ref=NAME; on GitHub, ghcr.io is one.`
    throw refuse(flag, text, `caches of type ${type} are not supported`, hint)
  }
  throw refuse(flag, text, `there is no cache of type ${JSON.stringify(type)}`, nearestOrAll(type, types))
}

function writingOf(flag: string, text: string, values: Values): CacheWriting {
  const mode = values.get('mode') ?? 'min'
  if (mode !== 'min' && mode !== 'max') {
    throw refuse(flag, text, `mode is ${JSON.stringify(mode)}`, 'Write mode=min or mode=max.')
  }
  return {
    mode,
    compression: compressionOf(flag, text, values),
    ignoreError: truth(flag, text, values, 'ignore-error') ?? false,
  }
}

function compressionOf(flag: string, text: string, values: Values): Compression {
  const type = values.get('compression') ?? 'gzip'
  if (!isCompressionType(type)) {
    const why = `there is no compression ${JSON.stringify(type)}`
    throw refuse(flag, text, why, 'Write compression=gzip, zstd or uncompressed.')
  }
  const written = values.get('compression-level')
  if (written === undefined) return { type }
  const level = parseLevel(type, written)
  if (level !== undefined) return { type, level }
  throw refuse(flag, text, `compression-level is ${JSON.stringify(written)}`, levelHint(type))
}

function truth(flag: string, text: string, values: Values, key: string): boolean | undefined {
  const value = values.get(key)
  if (value === undefined) return undefined
  const known = parseBoolean(value)
  if (known !== undefined) return known
  throw refuse(flag, text, `${key} is ${JSON.stringify(value)}`, `Write ${key}=true or ${key}=false.`)
}

function reference(flag: string, text: string, values: Values): string {
  const ref = needed(flag, text, values, 'ref')
  try {
    const { digest } = parseReference(ref)
    if (flag === '--cache-from' || digest === undefined) return ref
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    throw refuse(flag, text, error.message, error.hint)
  }
  throw refuse(flag, text, 'a digest names what is there already', 'Name a tag: NAME:TAG.')
}

function needed(flag: string, text: string, values: Values, key: string): string {
  const value = values.get(key)
  if (value) return value
  throw refuse(flag, text, `it says no ${key}`, `Write type=${values.get('type') ?? 'registry'},${key}=…`)
}

/** Refuses keys that belong to another type. */
function only(flag: string, text: string, values: Values, keys: readonly string[]): void {
  const other = [...values.keys()].find((key) => !keys.includes(key))
  if (other !== undefined) throw refuse(flag, text, `${other}= does not belong to type=${values.get('type') ?? ''}`)
}

function refuse(
  flag: string,
  text: string,
  why: string,
  hint = 'Write type=registry,ref=NAME, or a folder: type=local.',
): OciPackError {
  return new OciPackError('usage', `${flag} ${JSON.stringify(text)}: ${why}`, { hint })
}
