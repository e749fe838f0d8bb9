import { OciPackError } from '../../core/errors.js'
import { parseCommandLine, parsePairs } from '../arguments.js'
import { splitInstruction } from '../flags.js'
import { formOf } from '../forms.js'
import type { Onbuild } from '../instruction.js'
import { flagless, type Parts } from './parts.js'

const forbidden = ['ONBUILD', 'FROM', 'MAINTAINER']
const withArrays = ['ADD', 'CMD', 'COPY', 'ENTRYPOINT', 'RUN', 'SHELL', 'VOLUME']

/**
 * ONBUILD: the trigger is kept as text, with the white space at its end, and read when a child is built; before that only its arguments'
 * form is looked at, as BuildKit does. @throws OciPackError `dockerfile`
 */
export function readOnbuild(parts: Parts): Onbuild {
  const { keyword, rest } = splitInstruction(parts.rest, parts.escape)
  if (keyword === '')
    throw new OciPackError('dockerfile', 'ONBUILD requires at least one argument', { hint: formOf('ONBUILD') })
  if (forbidden.includes(keyword)) {
    throw new OciPackError('dockerfile', `${keyword} isn't allowed as an ONBUILD trigger`, {
      hint: `All others are: leave out ${keyword === 'ONBUILD' ? 'one ONBUILD' : 'this line'}.`,
    })
  }
  checkForm(keyword, rest, parts)
  const bodies = parts.heredocs.map(({ raw, name }) => `\n${raw}${name}`)
  return {
    ...flagless(parts),
    kind: 'onbuild',
    trigger: parts.untrimmed.replace(/^\s*ONBUILD\s*/i, '') + bodies.join(''),
  }
}

/** Names and values have their `=`, and an array holds texts alone. */
function checkForm(keyword: string, rest: string, { escape }: Parts): void {
  if (keyword === 'ENV' || keyword === 'LABEL') {
    if (rest !== '') parsePairs(keyword, rest, escape, true)
  } else if (withArrays.includes(keyword)) parseCommandLine(rest)
  else if (keyword === 'HEALTHCHECK') parseCommandLine(rest.replace(/^\S*\s*/, ''))
}
