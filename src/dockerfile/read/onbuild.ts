import { OciPackError } from '../../core/errors.js'
import type { Onbuild } from '../instruction.js'
import { flagless, type Parts } from './parts.js'

const forbidden = ['ONBUILD', 'FROM', 'MAINTAINER']

/** ONBUILD: the trigger is kept as text and read when a child is built. @throws OciPackError `dockerfile` */
export function readOnbuild(parts: Parts): Onbuild {
  const [keyword = ''] = parts.rest.split(/\s/, 1)
  if (keyword === '') throw new OciPackError('dockerfile', 'ONBUILD requires at least one argument')
  if (forbidden.includes(keyword.toUpperCase())) {
    throw new OciPackError('dockerfile', `${keyword.toUpperCase()} isn't allowed as an ONBUILD trigger`)
  }
  const bodies = parts.heredocs.map(({ raw, name }) => `\n${raw}${name}`)
  return { ...flagless(parts), kind: 'onbuild', trigger: parts.rest + bodies.join('') }
}
