import type { Location } from '../../../core/errors.js'
import { splitQuotedWords } from '../../arguments.js'
import type { Pairs } from '../../instruction.js'
import { isSecretName } from '../../secretName.js'
import type { Report } from '../report.js'
import { argumentsOf, keywordOf } from '../written.js'

/** LegacyKeyValueFormat. */
export function checkPairsFormat(instruction: Pairs, escape: string, report: Report): void {
  const [first = ''] = splitQuotedWords(argumentsOf(instruction, escape), escape)
  if (first.includes('=')) return
  const keyword = keywordOf(instruction)
  const message = `A blank stands between name and value of ${keyword}`
  report('LegacyKeyValueFormat', instruction.location, message, `Write ${keyword} ${first}=VALUE.`)
}

/** SecretsUsedInArgOrEnv: whoever has the image can read what ENV holds, and mostly what ARG held. */
export function checkSecretName(kind: 'ARG' | 'ENV', name: string, location: Location, report: Report): void {
  if (!isSecretName(name)) return
  const hint = 'Pass it by RUN --mount=type=secret, or when the container is run.'
  report('SecretsUsedInArgOrEnv', location, `${kind} ${name} looks like a secret, which the image would show`, hint)
}
