import { createPrivateKey, type KeyObject, randomUUID, sign, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sayError } from './fakeRegistry.js'
import type { Certified } from './authorities.js'

const [service, issuer] = ['the test registry', 'the test issuer']

/** Which of the actions that somebody asks for in a repository are granted; nobody's name is undefined. */
export type Grant = (user: string | undefined, repository: string, actions: readonly string[]) => readonly string[]

/** Gives tokens for a registry that trusts its certificate (Docker's token specification). */
export class TokenServer {
  /** The scopes of each token that was asked for. */
  readonly asked: string[][] = []
  /** Seconds that a token is good for. */
  life = 300
  readonly #server: Server
  readonly #certificate: Certified
  readonly #key: KeyObject
  readonly #chain: string[]

  private constructor(server: Server, certificate: Certified) {
    this.#server = server
    this.#certificate = certificate
    this.#key = createPrivateKey(readFileSync(certificate.key))
    this.#chain = [new X509Certificate(readFileSync(certificate.certificate)).raw.toString('base64')]
  }

  /** @param users passwords by name */
  static async start(
    certificate: Certified,
    users: Readonly<Record<string, string>>,
    grant: Grant,
  ): Promise<TokenServer> {
    const server = createServer((request, response) => tokens.#serve(request, response, users, grant))
    const tokens = new TokenServer(server, certificate)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return tokens
  }

  /** The `auth` settings of a registry that trusts it. */
  get auth(): object {
    const realm = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/token`
    return { token: { realm, service, issuer, rootcertbundle: this.#certificate.certificate } }
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #serve(
    request: IncomingMessage,
    response: ServerResponse,
    users: Readonly<Record<string, string>>,
    grant: Grant,
  ): void {
    const scopes = new URL(request.url ?? '', 'http://x').searchParams.getAll('scope')
    this.asked.push(scopes)
    const [, encoded = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? []
    const [user = '', password] = Buffer.from(encoded, 'base64').toString().split(':')
    if (encoded !== '' && users[user] !== password) {
      sayError(response, 401, 'UNAUTHORIZED', 'wrong password')
      return
    }
    const access = scopes.map((scope) => {
      const [type = '', name = '', actions = ''] = scope.split(':')
      return { type, name, actions: grant(user || undefined, name, actions.split(',')) }
    })
    response.end(JSON.stringify({ token: this.#token(user, access), expires_in: this.life }))
  }

  #token(subject: string, access: readonly object[]): string {
    const now = Math.floor(Date.now() / 1000)
    const claims = { iss: issuer, sub: subject, aud: service, nbf: now - 10, iat: now, jti: randomUUID(), access }
    const parts = [
      { typ: 'JWT', alg: 'ES256', x5c: this.#chain },
      { ...claims, exp: now + this.life },
    ]
    const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    const signature = sign('sha256', Buffer.from(text), { key: this.#key, dsaEncoding: 'ieee-p1363' })
    return `${text}.${signature.toString('base64url')}`
  }
}
