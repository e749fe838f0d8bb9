import { OciPackError } from '../../core/errors.js'
import { csvFields } from './csv.js'

/** What `--call` asks for. */
export interface Call {
  readonly method: 'build' | 'check'
  readonly format: 'text' | 'json'
}

/** Reads the value of `--call`: `build` or `check`, with Docker's `,format=json` where the answer is for programs. @throws OciPackError `usage` */
export function parseCall(text: string): Call {
  const [method = '', ...options] = csvFields(text)
  const known = method === 'build' || method === 'check' ? method : undefined
  const format = options.length === 0 ? 'text' : /^format=(text|json)$/.exec(options.join())?.[1]
  if (known && (format === 'text' || format === 'json')) return { method: known, format }
  throw new OciPackError('usage', `--call ${text} is not supported`, {
    hint: 'Write --call check or --call check,format=json.',
  })
}
