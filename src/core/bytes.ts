/**
 * Names in file systems and archives are bytes, not text. Inside, such a name is a *byte string*: a JavaScript string whose every
 * character is one byte (what Node calls `latin1`). It compares and sorts as its bytes do, is a Map key, and loses nothing.
 */
export type ByteString = string

/** The UTF-8 bytes of a text, as a byte string. */
export function bytesOfText(text: string): ByteString {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}

/** A byte string read as UTF-8, to show it or to match a pattern against it; a byte that is not UTF-8 becomes U+FFFD. */
export function textOfBytes(bytes: ByteString): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString('utf8')
}

/** A byte string as the path that `node:fs` must be given to name the same bytes. */
export function fsPath(bytes: ByteString): string | Buffer {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, 'latin1')
}

/** What stands behind the last slash of a path, slashes at its end left out. */
export function baseName(path: ByteString): ByteString {
  const end = path.replace(/\/+$/, '')
  return end.slice(end.lastIndexOf('/') + 1)
}

/** Order by bytes: the one order of everything that is written. */
export function compareBytes(a: ByteString, b: ByteString): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function isAscii(s: string): boolean {
  for (let i = 0; i < s.length; i++) if (s.charCodeAt(i) > 0x7f) return false
  return true
}
