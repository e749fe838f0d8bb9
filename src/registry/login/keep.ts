import { type AuthFile, helperFor, parseAuthFile } from '../authFile.js'
import { clearHelper, type Helper, tellHelper } from '../credentialHelper.js'
import { readIfThere } from '../credentials.js'
import {
  type AuthDocument,
  formatAuthDocument,
  keysOf,
  parseAuthDocument,
  withEntry,
  withoutEntry,
} from './document.js'
import { type LoginPlace, placeOfKey } from './place.js'
import { writePrivateFile } from './privateFile.js'
import type { Login } from './verify.js'

type Env = Readonly<Record<string, string | undefined>>

/**
 * Keeps credentials in a file, or with the helper that the file names for the registry, of which it is given. @param token what is kept in place of the
 * password @throws OciPackError `registry` where the helper fails, `format` for a file that is none, `io`
 */
export async function keepCredentials(
  path: string,
  place: LoginPlace,
  { username, password, token }: Login & { readonly token?: string | undefined },
  env: Env,
): Promise<string | undefined> {
  const { document, file } = await readDocument(path)
  const helper = helperOf(file, place, path)
  if (helper) {
    await tellHelper(helper, { username, password, token }, env)
    await writePrivateFile(path, formatAuthDocument(withEntry(document, place.key, {})))
    return helper.suffix
  }
  const auth = Buffer.from(`${username}:${token === undefined ? password : ''}`).toString('base64')
  const entry = { auth, ...(token === undefined ? {} : { identitytoken: token }) }
  await writePrivateFile(path, formatAuthDocument(withEntry(document, place.key, entry)))
  return undefined
}

/** Forgets what a file, or its helper, has of a registry; gives whether there was anything. @throws as `keepCredentials` */
export async function dropCredentials(path: string, place: LoginPlace, env: Env): Promise<boolean> {
  const { document, file } = await readDocument(path)
  const helper = helperOf(file, place, path)
  const wasKept = helper ? await clearHelper(helper, env) : false
  const left = withoutEntry(document, place.key)
  if (left) await writePrivateFile(path, formatAuthDocument(left))
  return wasKept || left !== undefined
}

/** What a file has credentials of, itself or with helpers that it names for a registry. @throws OciPackError `format`, `io` */
export async function keptPlaces(path: string): Promise<LoginPlace[]> {
  const { document, file } = await readDocument(path)
  const places = [...keysOf(document), ...Object.keys(file.credHelpers)].map(placeOfKey)
  return [...new Map(places.map((place) => [place.key, place])).values()]
}

async function readDocument(path: string): Promise<{ document: AuthDocument; file: AuthFile }> {
  const bytes = (await readIfThere(path)) ?? Buffer.alloc(0)
  const document = parseAuthDocument(Buffer.from(bytes).toString('utf8'), path)
  return { document, file: parseAuthFile(Buffer.from(JSON.stringify(document)), path, false) }
}

/** A helper keeps credentials of whole registries. */
function helperOf(file: AuthFile, { host, path: below }: LoginPlace, path: string): Helper | undefined {
  const found = below === '' ? helperFor(file, host) : undefined
  return found && { suffix: found.helper, server: found.server, path }
}
