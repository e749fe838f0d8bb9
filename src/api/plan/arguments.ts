import type { DeclaredArgument } from '../../build/survey/arguments.js'
import { withoutCredentials } from '../../core/credentials.js'
import { isSecretName } from '../../dockerfile/secretName.js'
import type { PlannedArgument } from './report.js'

/** An argument as it may be shown: without a value that looks like a secret, or an address's user and password. */
export function shownArgument({ value, ...argument }: DeclaredArgument): PlannedArgument {
  if (value === undefined) return { ...argument, hidden: false }
  if (value !== '' && isSecretName(argument.name)) return { ...argument, hidden: true }
  return { ...argument, value: withoutCredentials(value), hidden: false }
}
