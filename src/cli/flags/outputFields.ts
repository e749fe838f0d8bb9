import type { OutputOption } from '../../api/outputs/option.js'
import { parseBoolean } from '../../core/boolean.js'
import { OciPackError } from '../../core/errors.js'
import { nearestOrAll } from '../../dockerfile/suggest.js'
import { compressionTypes, isCompressionType, levelHint, parseLevel } from './compression.js'

/** The fields of an output that Docker knows and that mean something here. */
export const outputKeys = [
  'type',
  'dest',
  'tar',
  'name',
  'push',
  'compression',
  'compression-level',
  'force-compression',
  'oci-mediatypes',
] as const
export type OutputKey = (typeof outputKeys)[number]
export type OutputFields = ReadonlyMap<OutputKey, string>

/** Reads `KEY=VALUE` fields, each key once. @throws OciPackError `usage` */
export function readFields(text: string, fields: readonly string[]): OutputFields {
  const values = new Map<OutputKey, string>()
  for (const field of fields) {
    const at = field.indexOf('=')
    const name = field.slice(0, Math.max(0, at)).trim().toLowerCase()
    if (at < 0) throw refuseOutput(text, `${JSON.stringify(field)} is not KEY=VALUE`)
    const key = outputKeys.find((known) => known === name)
    if (!key) throw refuseOutput(text, `there is no key ${JSON.stringify(name)}`, nearestOrAll(name, outputKeys))
    if (values.has(key)) throw refuseOutput(text, `${key} is given twice`)
    values.set(key, field.slice(at + 1))
  }
  return values
}

/** A field that is true or false; undefined where it is not there. @throws OciPackError `usage` */
export function readBoolean(text: string, fields: OutputFields, key: OutputKey): boolean | undefined {
  const value = fields.get(key)
  if (value === undefined) return undefined
  const parsed = parseBoolean(value)
  if (parsed !== undefined) return parsed
  throw refuseOutput(text, `${key} is ${JSON.stringify(value)}`, `Write ${key}=true or ${key}=false.`)
}

/** How layers are stored, in BuildKit's words. @throws OciPackError `usage` */
export function readPacking(
  text: string,
  fields: OutputFields,
): Pick<OutputOption, 'compression' | 'forceCompression'> {
  const type = fields.get('compression')
  const level = fields.get('compression-level')
  const force = readBoolean(text, fields, 'force-compression')
  if (type === undefined) {
    if ((level ?? force) === undefined) return {}
    throw refuseOutput(text, 'it says no compression', 'Write compression=gzip, zstd or uncompressed.')
  }
  if (!isCompressionType(type))
    throw refuseOutput(text, `there is no compression ${JSON.stringify(type)}`, nearestOrAll(type, compressionTypes))
  const parsed = level === undefined ? undefined : parseLevel(type, level)
  if (level !== undefined && parsed === undefined)
    throw refuseOutput(text, `compression-level is ${JSON.stringify(level)}`, levelHint(type))
  return {
    compression: { type, ...(parsed !== undefined && { level: parsed }) },
    ...(force !== undefined && { forceCompression: force }),
  }
}

/** @param text the output as it was written */
export function refuseOutput(
  text: string,
  why: string,
  hint = 'Write a path, type=docker|oci|rootfs|tar,dest=PATH or type=registry.',
): OciPackError {
  return new OciPackError('usage', `--output ${JSON.stringify(text)}: ${why}`, { hint })
}
