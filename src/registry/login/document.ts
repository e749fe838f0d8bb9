import { OciPackError } from '../../core/errors.js'
import { normalizeKey } from '../authFile.js'

/** A file of credentials as it is: whatever is in it, in its order. */
export type AuthDocument = Readonly<Record<string, unknown>>

/** Reads a file of credentials to be changed; an error shows nothing of what is in it. @throws OciPackError `format` */
export function parseAuthDocument(text: string, path: string): AuthDocument {
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new OciPackError('format', `${path} is not JSON`, { hint: 'It is left as it is: mend it, or name another.' })
  }
  if (!isObject(value) || ('auths' in value && !isObject(value['auths'])))
    throw new OciPackError('format', `${path} is no file of credentials`, { hint: 'It is left as it is.' })
  return value
}

/** As Docker writes it. */
export function formatAuthDocument(document: AuthDocument): string {
  return `${JSON.stringify(document, null, '\t')}\n`
}

/** With an entry in the place of all that were for the same. */
export function withEntry(document: AuthDocument, key: string, entry: AuthDocument): AuthDocument {
  return { ...document, auths: { ...others(authsOf(document), key), [key]: entry } }
}

/** Without what is for a key, however it is spelt; undefined where there is nothing of it. */
export function withoutEntry(document: AuthDocument, key: string): AuthDocument | undefined {
  const auths = authsOf(document)
  const left = others(auths, key)
  return Object.keys(left).length < Object.keys(auths).length ? { ...document, auths: left } : undefined
}

/** The keys of the entries. */
export function keysOf(document: AuthDocument): string[] {
  return Object.keys(authsOf(document))
}

function authsOf({ auths }: AuthDocument): AuthDocument {
  return isObject(auths) ? auths : {}
}

function others(auths: AuthDocument, key: string): AuthDocument {
  return Object.fromEntries(Object.entries(auths).filter(([other]) => normalizeKey(other) !== normalizeKey(key)))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
