import * as v from 'valibot'
import { OciPackError } from '../core/errors.js'

/** How to show who one is to a registry. */
export type Credentials =
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  /** A token that the registry's authorization server exchanges for others. */
  | { readonly type: 'identity'; readonly token: string }
  /** A token that the registry itself takes. */
  | { readonly type: 'registry'; readonly token: string }

/** What Docker's config.json and Podman's auth.json say of registries. */
export interface AuthFile {
  readonly auths: Readonly<
    Record<
      string,
      {
        readonly auth?: string
        readonly identitytoken?: string
        readonly registrytoken?: string
        readonly username?: string
        readonly password?: string
      }
    >
  >
  readonly credHelpers: Readonly<Record<string, string>>
  readonly credsStore?: string
}

const optionalText = v.exactOptional(v.string())
const auths = v.record(
  v.string(),
  v.object({
    auth: optionalText,
    identitytoken: optionalText,
    registrytoken: optionalText,
    username: optionalText,
    password: optionalText,
  }),
)
const authFile = v.object({
  auths: v.optional(auths, {}),
  credHelpers: v.optional(v.record(v.string(), v.string()), {}),
  credsStore: v.exactOptional(v.string()),
}) satisfies v.GenericSchema<unknown, AuthFile>
/** Before version 1.7 Docker's file was what `auths` is now. */
const legacyFile = v.pipe(
  auths,
  v.transform((value) => ({ auths: value, credHelpers: {} })),
)

/** A file of credentials. An error shows nothing of what is in it. @throws OciPackError `format` */
export function parseAuthFile(bytes: Uint8Array, path: string, isLegacy: boolean): AuthFile {
  const result = v.safeParse(isLegacy ? legacyFile : authFile, parseDocument(bytes, path), { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  throw new OciPackError('format', `${path}: ${v.getDotPath(issue) ?? 'it'} is not ${issue.expected}`, {
    hint: 'It is to be as docker login or oci-pack login writes it.',
  })
}

/** The JSON of a file of credentials; fields that are null are as if they were not there. @throws OciPackError `format` */
function parseDocument(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'), (_key, value: unknown) => value ?? undefined)
  } catch {
    throw new OciPackError('format', `${path} is not JSON`, { hint: 'It holds the credentials of registries.' })
  }
}

const dockerHub = ['docker.io', 'index.docker.io', 'registry-1.docker.io']
/** The name that Docker gives to its own registry in credential stores. */
export const dockerHubKey = 'https://index.docker.io/v1/'

/** The helper program's suffix (`docker-credential-SUFFIX`) that serves a registry, and the name to ask it for. */
export function helperFor(file: AuthFile, host: string): { helper: string; server: string } | undefined {
  const server = dockerHub.includes(host) ? dockerHubKey : host
  const own = Object.entries(file.credHelpers).find(([key]) => normalizeKey(key) === normalizeHost(host))
  const helper = own?.[1] ?? file.credsStore
  return helper ? { helper, server } : undefined
}

/** What the file itself holds for a repository: the most specific of `host/a/b`, `host/a` and `host` wins, as in containers-auth.json(5). */
export function findCredentials(file: AuthFile, host: string, repository: string): Credentials | undefined {
  const entries = new Map(Object.entries(file.auths).map(([key, entry]) => [normalizeKey(key), entry]))
  const parts = [normalizeHost(host), ...repository.split('/')]
  for (let length = parts.length; length > 0; length--) {
    const entry = entries.get(parts.slice(0, length).join('/'))
    if (!entry) continue
    if (entry.identitytoken) return { type: 'identity', token: entry.identitytoken }
    if (entry.registrytoken) return { type: 'registry', token: entry.registrytoken }
    const text = entry.auth
      ? Buffer.from(entry.auth, 'base64').toString('utf8').replace(/\0+$/, '')
      : `${entry.username ?? ''}:${entry.password ?? ''}`
    const colon = text.indexOf(':')
    if (colon > 0) return { type: 'basic', username: text.slice(0, colon), password: text.slice(colon + 1) }
  }
  return undefined
}

export function normalizeHost(host: string): string {
  return dockerHub.includes(host) ? 'docker.io' : host
}

/** What a key of a file is for, in one spelling. A key with a scheme names a host, whatever path follows (`https://index.docker.io/v1/`); one without may go on to a repository. */
export function normalizeKey(key: string): string {
  const [, scheme, rest = ''] = /^(https?:\/\/)?(.*?)\/*$/.exec(key) ?? []
  const [host = '', ...path] = rest.split('/')
  return [normalizeHost(host), ...(scheme || path[0] === 'v1' || path[0] === 'v2' ? [] : path)].join('/')
}
