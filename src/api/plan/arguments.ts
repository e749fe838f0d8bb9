import type { DeclaredArgument } from '../../build/survey/arguments.js'
import { isSecretName } from '../../dockerfile/secretName.js'
import type { PlannedArgument } from './report.js'

/** An argument as it may be shown: without a value that looks like a secret, or an address's user and password. */
export function shownArgument({ value, ...argument }: DeclaredArgument): PlannedArgument {
  if (value === undefined) return { ...argument, hidden: false }
  if (value !== '' && isSecretName(argument.name)) return { ...argument, hidden: true }
  return { ...argument, value: withoutUser(value), hidden: false }
}

/** A text whose addresses tell no user and no password. */
export function withoutUser(text: string): string {
  return text.replace(/(\w:\/\/)[^\s/?#'"]*@/g, '$1')
}
