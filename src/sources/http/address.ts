import { bytesOfText } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import { withoutCredentials } from '../../core/credentials.js'

/** What an address without a name in its path gives a file, and one whose name is no file's, as Docker has it. */
const unnamed = '__unnamed__'
const unusable = 'download'

/** An http(s) address as it is asked for: its credentials apart, so that no text shows them. */
export interface HttpAddress {
  /** Without user, password and fragment. */
  readonly url: URL
  readonly authorization: string | undefined
}

/** @throws OciPackError `source` for an ill-formed address */
export function parseAddress(text: string): HttpAddress {
  // A URL without a host would take the first part of its path for one.
  if (!/^https?:\/\/[^/?#]/.test(text) || !URL.canParse(text)) throw illFormed(text)
  const url = new URL(text)
  const { username, password } = url
  url.username = url.password = url.hash = ''
  return {
    url,
    authorization: username || password ? basic(decode(username, text), decode(password, text)) : undefined,
  }
}

/**
 * The name of the file that ADD makes of an address: the last part of its path, decoded; neither the query nor what the server says has a
 * part in it. @throws OciPackError `source` where it can be no name
 */
export function fileNameOf(text: string): string {
  const [, path = ''] = /^https?:\/\/[^/?#]*([^?#]*)/i.exec(text) ?? []
  const name =
    decode(path, text)
      .split('/')
      .filter((part) => part !== '')
      .pop() ?? '.'
  if (name.includes('\0') || bytesOfText(name).length > longestName) throw illFormed(text)
  return name === '.' ? unnamed : name === '..' ? unusable : name
}

/** As many bytes as Linux takes in a name. */
const longestName = 255

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

function decode(part: string, address: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw illFormed(address)
  }
}

function illFormed(address: string): OciPackError {
  return new OciPackError('source', `${JSON.stringify(withoutCredentials(address))} is no address of a file`, {
    hint: 'Write it like https://host.example/path/file; % in it is written %25.',
  })
}
