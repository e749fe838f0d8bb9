import type { OutputOption } from '../../api/options.js'
import { OciPackError } from '../../core/errors.js'
import { didYouMean } from '../../dockerfile/suggest.js'
import { parseBoolean } from '../../core/boolean.js'
import { csvFields } from './csv.js'

const types: Readonly<Record<string, OutputOption['type']>> = {
  docker: 'docker',
  oci: 'oci',
  rootfs: 'rootfs',
  tar: 'tar',
  // What `docker build` calls it.
  local: 'rootfs',
}
const keys = ['type', 'dest', 'tar']

/**
 * Reads the value of `--output`: a path, `-`, or Docker's `type=TYPE,dest=PATH[,tar=BOOLEAN]` as comma-separated values. A path
 * alone is where an archive for `docker load` goes.
 * @throws OciPackError `usage`
 */
export function parseOutput(text: string): OutputOption {
  const fields = csvFields(text)
  const [first = ''] = fields
  if (first === '') throw refuse(text, 'it is empty')
  if (fields.length === 1 && !keys.some((key) => first.startsWith(`${key}=`))) return { type: 'docker', dest: first }

  const values = readFields(text, fields)
  const type = values.get('type') ?? 'docker'
  const dest = values.get('dest')
  const known = Object.hasOwn(types, type) ? types[type] : undefined
  if (!known)
    throw refuse(text, `there is no output of type ${JSON.stringify(type)}`, hintFor(type, Object.keys(types)))
  if (!dest) throw refuse(text, 'it says no dest', `Write type=${type},dest=PATH.`)
  if (known === 'rootfs' && dest === '-') {
    throw refuse(text, 'a folder cannot go to standard output', 'Write type=tar,dest=- for the files as a tar.')
  }
  const tar = values.get('tar')
  return tar === undefined ? { type: known, dest } : { type: known, dest, tar: readTar(text, known, dest, tar) }
}

function readFields(text: string, fields: readonly string[]): Map<string, string> {
  const values = new Map<string, string>()
  for (const field of fields) {
    const at = field.indexOf('=')
    const key = field.slice(0, Math.max(0, at)).trim().toLowerCase()
    if (at < 0) throw refuse(text, `${JSON.stringify(field)} is not KEY=VALUE`)
    if (!keys.includes(key)) throw refuse(text, `there is no key ${JSON.stringify(key)}`, hintFor(key, keys))
    if (values.has(key)) throw refuse(text, `${key} is given twice`)
    values.set(key, field.slice(at + 1))
  }
  return values
}

function readTar(text: string, type: OutputOption['type'], dest: string, value: string): boolean {
  const tar = parseBoolean(value)
  if (tar === undefined) throw refuse(text, `tar is ${JSON.stringify(value)}`, 'Write tar=true or tar=false.')
  if (type !== 'oci') throw refuse(text, 'tar= belongs to type=oci')
  if (!tar && dest === '-') throw refuse(text, 'a folder cannot go to standard output')
  return tar
}

function hintFor(word: string, candidates: readonly string[]): string {
  return didYouMean(word, candidates) ?? `Known are ${candidates.join(', ')}.`
}

function refuse(
  text: string,
  why: string,
  hint = 'Write a path, or type=docker|oci|rootfs|tar,dest=PATH.',
): OciPackError {
  return new OciPackError('usage', `--output ${JSON.stringify(text)}: ${why}`, { hint })
}
