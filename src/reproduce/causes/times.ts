const year = '20\\d\\d'
const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const clock = '\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?'

/** How programs write a day, with or without the time. */
const written = [
  // ISO 8601, RFC 3339, date --iso, dpkg.log
  `${year}[-/]\\d\\d[-/]\\d\\d(?:(?:T| +)${clock}(?: ?Z| ?[+-]\\d\\d:?\\d\\d)?)?`,
  `${year}\\d{4}(?:T?\\d{6}Z?)?`,
  // date, ctime, C's __DATE__
  `${month} +\\d{1,2} (?:${clock} (?:[AP]M )?(?:[A-Z]{3,4} |[+-]\\d{4} )?)?${year}`,
  // RFC 2822, mail, HTTP, the logs of web servers
  `\\d{1,2}[ /-]${month}[ /-]${year}(?:[ :]${clock})?`,
  // syslog
  `${month} +\\d{1,2} ${clock}`,
  clock,
]
const dates = new RegExp(`(?<![\\d.])(?:${written.map((one) => `(?:${one})`).join('|')})(?!\\d)`, 'g')

/** Seconds, milliseconds, microseconds or nanoseconds since 1970. */
const numbers = /(?<![\d.])1\d{9}(?:\d{3}){0,3}(?!\d)/g

/** A number of seconds is a time where it is no longer ago, in seconds. */
const longAgo = 3 * 366 * 86400
const soon = 2 * 86400

/** The words of a line, over the character at `column`, that are a day or a time, or undefined. @param now seconds since 1970 */
export function timeAt(line: string, column: number, now: number): string | undefined {
  return over(line, column, dates) ?? over(line, column, numbers, (text) => isRecent(Number(text.slice(0, 10)), now))
}

/** Whether a number of seconds since 1970 is not long ago. */
export function isRecent(seconds: number, now: number): boolean {
  return seconds > now - longAgo && seconds < now + soon
}

/** What a pattern matches over the character at `column`. */
export function over(
  line: string,
  column: number,
  pattern: RegExp,
  counts: (text: string) => boolean = () => true,
): string | undefined {
  for (const { 0: text, index } of line.matchAll(pattern))
    if (index <= column && column < index + text.length && counts(text)) return text
  return undefined
}
