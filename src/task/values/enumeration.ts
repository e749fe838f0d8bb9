import { didYouMean } from '../../dockerfile/suggest.js'
import type { ParameterType } from '../descriptor/descriptor.js'
import type { Problem } from './report.js'
import { quoted, shown } from './shown.js'
import { checkStoredText } from './storedText.js'
import { trimmed } from './string.js'

type EnumerationType = Extract<ParameterType, { id: 'enumeration' }>

/** What is wrong with a text as one of an enumeration's values, which are matched letter by letter. */
export function checkEnumeration(text: string, { values }: EnumerationType): Problem[] {
  if (!values.includes(text)) {
    const known = shown(values.join(', '))
    return [
      { message: `${quoted(text)} is none of the values`, hint: didYouMean(text, values) ?? `They are: ${known}` },
    ]
  }
  if (trimmed(text) !== text)
    return [
      {
        message: `${quoted(text)} has spaces at an end, which the App Engine takes off before it looks for it`,
        hint: 'Take them off in the descriptor, too.',
      },
    ]
  return checkStoredText(text)
}
