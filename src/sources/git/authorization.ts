import { OciPackError } from '../../core/errors.js'

/** Reads a secret of the build. */
export type Secrets = ReadonlyMap<string, () => Promise<Uint8Array>>

/** What proves who asks, and to whom it may be said. */
export interface Authorization {
  /** `https://host:port`, without a path. */
  readonly origin: string
  /** The value of the header `Authorization`. */
  readonly header: string
}

/** The repository of which another one is a submodule. */
export interface Parent {
  readonly authorization?: Authorization | undefined
}

/**
 * How a repository is asked over HTTP: as the address itself says, or by the secrets `GIT_AUTH_HEADER.HOST`, `GIT_AUTH_TOKEN.HOST`,
 * `GIT_AUTH_HEADER` and `GIT_AUTH_TOKEN`, in this order (Docker docs, "Build secrets", "Git authentication for remote contexts").
 * A submodule that lies elsewhere gets no secret that is not for its host by name. @throws OciPackError `source` for a secret that is no header
 */
export async function authorizationOf(
  remote: string,
  secrets: Secrets,
  parent?: Parent,
): Promise<Authorization | undefined> {
  const [, scheme, userInfo, host] = /^(https?):\/\/(?:([^/]*)@)?([^/]+)/.exec(remote) ?? []
  if (scheme === undefined || host === undefined) return undefined
  const origin = `${scheme}://${host}`
  if (userInfo !== undefined) return { origin, header: basic(decodeURIComponent(userInfo)) }
  if (parent?.authorization?.origin === origin) return parent.authorization
  const suffixes = parent ? [`.${host}`] : [`.${host}`, '']
  for (const suffix of suffixes) {
    const header = await textOf(secrets, `GIT_AUTH_HEADER${suffix}`)
    if (header) return { origin, header }
    const token = await textOf(secrets, `GIT_AUTH_TOKEN${suffix}`)
    if (token) return { origin, header: basic(`x-access-token:${token}`) }
  }
  return undefined
}

/** The configuration by which Git sends it, and only to its host: a redirect could lead to another one, so none is followed. */
export function authorizationSettings({ origin, header }: Authorization): [name: string, value: string][] {
  return [
    [`http.${origin}/.extraHeader`, `Authorization: ${header}`],
    ['http.followRedirects', 'false'],
  ]
}

/** A text without what must not be told. */
export function withoutSecret(text: string, authorization: Authorization | undefined): string {
  if (!authorization) return text
  const { header } = authorization
  const [, encoded = ''] = header.split(' ')
  const plain = Buffer.from(encoded, 'base64').toString()
  const secrets = [header, encoded, plain, plain.slice(plain.indexOf(':') + 1)]
  return secrets.filter((secret) => secret.length > 3).reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
}

function basic(userAndPassword: string): string {
  return `basic ${Buffer.from(userAndPassword).toString('base64')}`
}

async function textOf(secrets: Secrets, id: string): Promise<string | undefined> {
  const read = secrets.get(id)
  if (!read) return undefined
  const text = Buffer.from(await read())
    .toString()
    .trim()
  if (!/\p{Cc}/u.test(text)) return text
  throw new OciPackError('source', `the secret ${id} has more than one line, or control characters`, {
    hint: 'Put the token into it, in one line and nothing else.',
  })
}
