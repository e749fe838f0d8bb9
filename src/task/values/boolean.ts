import type { Problem } from './report.js'
import { quoted } from './shown.js'

/** What is wrong with a text as a boolean. The App Engine reads all but `true`, in any case, as false: another word is a mistake that it hides. */
export function checkBoolean(text: string): Problem[] {
  if (/^(?:true|false)$/i.test(text)) return []
  return [
    {
      message: `${quoted(text)} is neither true nor false: the App Engine reads it as false`,
      hint: 'Write true or false.',
    },
  ]
}
