import { OciPackError } from '../core/errors.js'
import { Transient } from '../core/retry.js'
import type { Agents } from './agents.js'
import type { FindCertificates } from './certificates.js'
import { Deadline } from './deadline.js'
import { networkFailure, tryAgain } from './failure.js'
import type { Peer } from './peer.js'
import { proxyFor } from './proxy.js'
import { proxyRefused } from './proxyError.js'
import { Sending, type StreamedBody } from './sending.js'

export type { StreamedBody } from './sending.js'

export interface TransportOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly peer: Peer
  /** Milliseconds without a byte after which an exchange has failed. */
  readonly stallTimeout: number
  /** The certificates of hosts that have some of their own. */
  readonly certificates?: FindCertificates
}

export interface Request {
  readonly url: URL
  /** What is being done, for errors: `cannot fetch X from HOST`. */
  readonly doing: string
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  /** Sent to the origin of `url` and to no other. */
  readonly authorization?: string | undefined
  /** Another host, with its port, whose authorities the origin of `url` may be certified by as well. */
  readonly trust?: string | undefined
  /** A text is for the host of `url` alone: it may hold a secret, so it follows no redirect. */
  readonly body?: string | Uint8Array | StreamedBody
  readonly signal?: AbortSignal | undefined
}

/** What a server answered; its body must be read to the end or be discarded. */
export interface Answer {
  readonly status: number
  /** Who answered, after redirects. */
  readonly origin: string
  /** A header's value, or undefined. */
  header(name: string): string | undefined
  /** @throws Transient when the line is cut or nothing comes, OciPackError */
  readonly body: AsyncIterable<Uint8Array>
  /** Reads a body that nobody wants, so that the connection serves again; drops the connection where there is much of it. */
  discard(): Promise<void>
}

const maxRedirects = 8
/** Bytes of an unwanted body that are read all the same. */
const maxDiscarded = 64 * 1024

/** Sends requests by HTTP(S): redirects followed, credentials kept to their origin, TLS insisted upon, stalls noticed. */
export class Transport {
  readonly #options: TransportOptions
  #agents: Agents | undefined

  constructor(options: TransportOptions) {
    this.#options = options
  }

  /** One exchange, after redirects. @throws Transient when the network failed in a way that may pass, OciPackError of the peer's code, `aborted` */
  async send(request: Request): Promise<Answer> {
    let { url, authorization, trust } = request
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const answer = await this.#exchange({ ...request, url, authorization, trust })
      const location =
        answer.status >= 301 && answer.status <= 308 && answer.status !== 304 ? answer.header('location') : undefined
      if (location === undefined) return answer
      await answer.discard()
      if (!mayFollow(request, answer.status))
        throw this.#error(
          `${request.doing}: redirected, which is refused for what is sent (HTTP status ${answer.status})`,
        )
      if (!URL.canParse(location, url.href)) throw this.#error(`${request.doing}: redirected to an ill-formed address`)
      const next = new URL(location, url)
      if (url.protocol === 'https:' && next.protocol !== 'https:') {
        throw this.#error(`${request.doing}: redirected from TLS to ${next.protocol}//${next.host}, which is refused`)
      }
      // Once gone, credentials do not come back: the other origin chose what comes next.
      if (next.origin !== url.origin) authorization = trust = undefined
      url = next
    }
    throw this.#error(`${request.doing}: redirected more than ${maxRedirects} times`)
  }

  /** Closes the connections that are kept open. */
  close(): void {
    this.#agents?.close()
  }

  async #exchange({
    url,
    authorization,
    trust,
    doing,
    method = 'GET',
    headers,
    body,
    signal,
  }: Request): Promise<Answer> {
    const { env, certificates = async () => undefined } = this.#options
    this.#requireTls(url, doing)
    const [{ default: fetch }, { Agents }] = await Promise.all([import('node-fetch'), import('./agents.js')])
    const agent = await (this.#agents ??= new Agents(env, certificates)).agentFor(url, trust)
    const deadline = new Deadline(this.#options.stallTimeout, signal)
    const sending = isStreamed(body) ? new Sending(body, deadline) : undefined
    const plain = isStreamed(body) ? null : plainBody(body)
    const failure = (error: unknown): Error =>
      (signal?.aborted ? undefined : sending?.failure) ?? this.#failure(error, deadline, doing, signal)
    try {
      const response = await deadline.watch(
        fetch(url, {
          method,
          headers: {
            'user-agent': 'oci-pack',
            ...headers,
            ...(authorization === undefined ? {} : { authorization }),
            ...(isStreamed(body) ? { 'content-length': String(body.size) } : {}),
          },
          body: sending?.stream ?? plain,
          redirect: 'manual',
          compress: false,
          agent,
          signal: deadline.signal,
        }).finally(() => sending?.answered()),
      )
      // A tunnel ends at the host itself; of plain HTTP the proxy answers what it does not pass on.
      const proxy = response.status === 407 ? proxyFor(url, env) : undefined
      if (proxy) throw proxyRefused(proxy.host, response.status)
      const answered = watched(response.body, deadline, failure)
      return {
        status: response.status,
        origin: url.origin,
        header: (name) => response.headers.get(name) ?? undefined,
        body: answered,
        discard: () => discard(answered),
      }
    } catch (error) {
      deadline.end()
      throw failure(error)
    }
  }

  #requireTls(url: URL, doing: string): void {
    const { allowsPlainHttp } = this.#options.peer
    if (url.username || url.password)
      throw this.#error(`${doing}: the address of ${url.host} holds credentials`, 'Write it without them.')
    if (url.protocol === 'https:' || (url.protocol === 'http:' && allowsPlainHttp(url.host))) return
    throw this.#error(
      `${doing}: ${url.protocol}//${url.host} may not be spoken to without TLS`,
      `If that host is to be trusted all the same, allow it with --insecure-registry ${url.host}.`,
    )
  }

  #error(message: string, hint = this.#options.peer.hints.odd, cause?: unknown): OciPackError {
    return new OciPackError(this.#options.peer.code, message, { hint, cause })
  }

  #failure(
    error: unknown,
    deadline: Deadline,
    doing: string,
    signal: AbortSignal | undefined,
  ): OciPackError | Transient {
    if (signal?.aborted) return new OciPackError('aborted', `${doing}: stopped`, { cause: error })
    if (!deadline.passed) return networkFailure(error, doing, this.#options.peer)
    const seconds = this.#options.stallTimeout / 1000
    return new Transient(this.#error(`${doing}: nothing came for ${seconds} s`, tryAgain, error))
  }
}

/** Whether a request may go on to where a redirect leads: what changes nothing always, else where it keeps its method and its body (RFC 9110, section 15.4). */
function mayFollow({ method = 'GET', body }: Request, status: number): boolean {
  if (method === 'GET' || method === 'HEAD') return true
  return (status === 307 || status === 308) && typeof body !== 'string'
}

function plainBody(body: string | Uint8Array | undefined): string | Buffer | null {
  if (body === undefined) return null
  return typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
}

function isStreamed(body: Request['body']): body is StreamedBody {
  return typeof body === 'object' && !(body instanceof Uint8Array)
}

/** A body's bytes. Only the wait for the network counts against the deadline, not what the reader does in between. */
async function* watched(
  body: NodeJS.ReadableStream | null,
  deadline: Deadline,
  failure: (error: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  try {
    const chunks = body?.[Symbol.asyncIterator]()
    while (chunks) {
      const next = await deadline.watch(chunks.next())
      if (next.done) return
      yield typeof next.value === 'string' ? Buffer.from(next.value) : next.value
    }
  } catch (error) {
    throw failure(error)
  } finally {
    deadline.end()
  }
}

async function discard(body: AsyncIterable<Uint8Array>): Promise<void> {
  let left = maxDiscarded
  try {
    for await (const bytes of body) if ((left -= bytes.byteLength) < 0) return
  } catch {
    // Whatever happens to bytes that nobody wants is no failure.
  }
}
