import { inspect } from 'node:util'
import { withoutSecrets } from '../core/credentials.js'
import { type ErrorCode, exitStatus, type Location, OciPackError } from '../core/errors.js'
import type { Env } from './io.js'
import { StoppedBySignal } from './signals.js'

/** Why the command failed, as it is shown. */
export interface Failure {
  readonly code: ErrorCode | 'bug'
  readonly message: string
  readonly location: Location | undefined
  readonly hint: string | undefined
  /** Where in the program it happened, for its developers; only where OCI_PACK_DEBUG asks for it. */
  readonly trace: string | undefined
  /** The command's exit status. */
  readonly status: number
}

/** The failure that something thrown stands for. Whatever is no OciPackError is a fault of this program. */
export function failureOf(error: unknown, env: Env): Failure {
  const debug = Boolean(env['OCI_PACK_DEBUG'])
  const trace = debug ? withoutSecrets(inspect(error)) : undefined
  if (error instanceof OciPackError) {
    const { code, message, location, hint } = error
    return {
      code,
      message,
      location,
      hint,
      trace,
      status: error instanceof StoppedBySignal ? error.status : exitStatus(error),
    }
  }
  return {
    code: 'bug',
    message: `this is a fault of oci-pack itself: ${String(error)}`,
    location: undefined,
    hint: debug
      ? 'Please report it with what is shown above.'
      : 'Set OCI_PACK_DEBUG=1 to see where it happened, and please report it.',
    trace,
    status: 1,
  }
}
