/** The languages that a new Task can be written in; each has a folder of templates. */
export const languages = ['python', 'node', 'shell', 'r', 'java'] as const

export type Language = (typeof languages)[number]

/** Whether a text names a language that there are templates for. */
export function isLanguage(text: string): text is Language {
  return languages.some((language) => language === text)
}
