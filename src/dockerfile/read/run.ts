import { OciPackError } from '../../core/errors.js'
import { parseCommandLine } from '../arguments.js'
import type { Run } from '../instruction.js'
import { common, type Parts, readFlags } from './parts.js'

/** `RUN [--mount=…] [--network=…] [--security=…] COMMAND`. @throws OciPackError `dockerfile` */
export function readRun(parts: Parts): Run {
  const flags = readFlags(parts, { mount: 'texts', network: 'text', security: 'text' })
  const network = oneOf('network', flags.text('network'), ['default', 'none', 'host'])
  const security = oneOf('security', flags.text('security'), ['sandbox', 'insecure'])
  return {
    ...common(parts),
    kind: 'run',
    command: parseCommandLine(parts.rest),
    heredocs: parts.heredocs,
    mounts: flags.texts('mount'),
    ...(network && { network }),
    ...(security && { security }),
  }
}

function oneOf(flag: string, value: string | undefined, allowed: readonly string[]): string | undefined {
  if (value === undefined || allowed.includes(value)) return value
  throw new OciPackError('dockerfile', `invalid --${flag}=${value}`, { hint: `It is one of ${allowed.join(', ')}.` })
}
