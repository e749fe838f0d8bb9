import type { SecretSource } from '../../api/options.js'
import { OciPackError } from '../../core/errors.js'
import type { Env } from '../io.js'
import { csvFields } from './csv.js'

const keys = ['id', 'src', 'source', 'env', 'type']

/**
 * Reads the values of `--secret`: `id=ID[,src=FILE|env=VARIABLE][,type=file|env]`, as Docker takes them. An id alone means the variable of
 * that name, or the file where there is no such variable. The last one of an id counts.
 * @throws OciPackError `usage`
 */
export function parseSecrets(texts: readonly string[], env: Env): Record<string, SecretSource> {
  return Object.fromEntries(texts.map((text) => parseSecret(text, env)))
}

function parseSecret(text: string, env: Env): [id: string, source: SecretSource] {
  const fields = fieldsOf(text)
  const type = fields.get('type')
  if (type !== undefined && type !== 'file' && type !== 'env')
    throw refuse(text, `there is no type ${JSON.stringify(type)}`)
  const id = fields.get('id')
  if (!id) throw refuse(text, 'it has no id')
  const file = fields.get('src')
  const variable = fields.get('env') || (type === 'env' ? file : undefined)
  if (variable) return [id, { env: variable }]
  if (file) return [id, { file }]
  return [id, env[id] === undefined ? { file: id } : { env: id }]
}

function fieldsOf(text: string): Map<string, string> {
  return new Map(
    csvFields(text).map((field) => {
      const at = field.indexOf('=')
      const key = field.slice(0, Math.max(0, at)).toLowerCase()
      if (at < 0) throw refuse(text, `${JSON.stringify(field)} is not KEY=VALUE`)
      if (!keys.includes(key)) throw refuse(text, `there is no key ${JSON.stringify(key)}`)
      return [key === 'source' ? 'src' : key, field.slice(at + 1)]
    }),
  )
}

function refuse(text: string, why: string): OciPackError {
  return new OciPackError('usage', `--secret ${JSON.stringify(text)}: ${why}`, {
    hint: 'Write --secret id=ID,src=FILE or --secret id=ID,env=VARIABLE.',
  })
}
