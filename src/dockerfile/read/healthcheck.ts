import { OciPackError } from '../../core/errors.js'
import { parseCommandLine } from '../arguments.js'
import { parseDuration } from '../duration.js'
import type { Flags } from '../flags.js'
import { formOf } from '../forms.js'
import type { Healthcheck } from '../instruction.js'
import { common, type Parts, readFlags } from './parts.js'

const shortest = 1_000_000
const flagKinds = {
  interval: 'text',
  timeout: 'text',
  'start-period': 'text',
  'start-interval': 'text',
  retries: 'text',
} as const

/** `HEALTHCHECK [--interval=D …] CMD …` or `HEALTHCHECK NONE`. @throws OciPackError `dockerfile` */
export function readHealthcheck(parts: Parts): Healthcheck {
  const [, type = '', text = ''] = /^(\S*)\s*([^]*)$/.exec(parts.rest) ?? []
  if (type === '')
    throw new OciPackError('dockerfile', 'HEALTHCHECK requires at least one argument', {
      hint: formOf('HEALTHCHECK'),
    })
  if (type.toUpperCase() === 'NONE') {
    if (text !== '')
      throw new OciPackError('dockerfile', 'HEALTHCHECK NONE takes no arguments', { hint: formOf('HEALTHCHECK') })
    return { ...common(parts), kind: 'healthcheck' }
  }
  if (type.toUpperCase() !== 'CMD') {
    throw new OciPackError('dockerfile', `unknown type ${JSON.stringify(type)} in HEALTHCHECK`, {
      hint: `${formOf('HEALTHCHECK')} Flags stand before CMD.`,
    })
  }
  const flags = readFlags(parts, flagKinds)
  const command = parseCommandLine(text)
  if (command.form === 'exec' ? command.argv.length === 0 : command.text === '') {
    throw new OciPackError('dockerfile', 'missing command after HEALTHCHECK CMD', { hint: formOf('HEALTHCHECK') })
  }
  const interval = durationOf(flags, 'interval')
  const timeout = durationOf(flags, 'timeout')
  const startPeriod = durationOf(flags, 'start-period')
  const startInterval = durationOf(flags, 'start-interval')
  const retries = retriesOf(flags)
  return {
    ...common(parts),
    kind: 'healthcheck',
    command,
    ...(interval && { interval }),
    ...(timeout && { timeout }),
    ...(startPeriod && { startPeriod }),
    ...(startInterval && { startInterval }),
    ...(retries && { retries }),
  }
}

/** Zero means the default, as if the flag were not written. */
function durationOf(flags: Flags, name: string): number {
  const text = flags.text(name)
  if (!text) return 0
  const duration = parseDuration(text)
  if (duration !== 0 && duration < shortest)
    throw new OciPackError('dockerfile', `--${name}=${text} is less than 1ms`, {
      hint: `Write 1ms or more, such as --${name}=30s; 0 is the default.`,
    })
  return duration
}

function retriesOf(flags: Flags): number {
  const text = flags.text('retries')
  if (!text) return 0
  const retries = /^[+-]?\d+$/.test(text) ? Number(text) : NaN
  if (retries >= 0 && retries < 2 ** 31) return retries
  throw new OciPackError('dockerfile', `--retries=${text} is not a count`, {
    hint: 'Write a whole number, zero or more.',
  })
}
