/** Whether the App Engine takes a text for a URI. */
export function isUri(text: string): boolean {
  return uri.test(text)
}

const character = String.raw`(?:[^\s"<>\\^\x60{|}\[\]#%\x00-\x1f\x7f]|%[0-9a-fA-F]{2})`
const uri = new RegExp(String.raw`^[a-zA-Z][a-zA-Z0-9+.\-]*:(?!\/\/(?:$|[?#]))${character}+(?:#${character}*)?$`)

/** Whether the App Engine takes a text for an e-mail address, as far as it can be told without the list of all mail domains. */
export function isEmail(text: string): boolean {
  const found = email.exec(text)
  return found !== null && (found[1]?.length ?? 0) <= 64 && !unroutable.test(text)
}

const email =
  /^([a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*)@(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z][a-zA-Z0-9-]*[a-zA-Z0-9]$/
/** Ends of host names that are kept for other uses, and so are in no list of domains. */
const unroutable = /\.(?:test|example|invalid|local|localhost|internal|intranet|lan|private|corp|home)$/i

/** Whether a text is a moment that the App Engine can read: `2025-01-31T12:00:00Z`. */
export function isDateTime(text: string): boolean {
  const found = dateTime.exec(text)
  if (!found) return false
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number)
  const date = new Date(Date.UTC(2000, month - 1, day))
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
}

const dateTime =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]{1,9})?(?:Z|[+-](?:0[0-9]|1[0-7]):[0-5][0-9])$/
