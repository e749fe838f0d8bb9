import { OciPackError } from '../../core/errors.js'
import { splitWords } from '../arguments.js'
import { formOf } from '../forms.js'
import type { From } from '../instruction.js'
import { common, type Parts, readFlags } from './parts.js'

/** `FROM [--platform=P] IMAGE [AS NAME]`. @throws OciPackError `dockerfile` */
export function readFrom(parts: Parts): From {
  const [image, as, stage, ...more] = splitWords(parts.rest)
  const named = as?.toLowerCase() === 'as' && stage !== undefined && more.length === 0
  if (image === undefined || (as !== undefined && !named)) {
    throw new OciPackError('dockerfile', 'FROM requires either one or three arguments', {
      hint: formOf('FROM'),
    })
  }
  const platform = readFlags(parts, { platform: 'text' }).text('platform')
  const name = stage?.toLowerCase()
  if (name !== undefined && !/^[a-z][a-z0-9-_.]*$/.test(name)) {
    throw new OciPackError('dockerfile', `invalid name for a build stage: ${JSON.stringify(stage)}`, {
      hint: 'It starts with a letter and goes on with letters, digits, -, _ and . only; variables are not expanded in it.',
    })
  }
  return { ...common(parts), kind: 'from', image, ...(platform && { platform }), ...(name !== undefined && { name }) }
}
