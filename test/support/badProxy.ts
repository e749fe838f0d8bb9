import {
  createServer,
  type IncomingMessage,
  request as send,
  type RequestOptions,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'

/**
 * What becomes of an exchange. `after` counts bytes of a body.
 * `cut`: the answer ends there with its connection; `truncate`: it ends there as if it were whole; `stall`: nothing comes after it; `corrupt`: that byte is
 * another one; `cutRequest`, `corruptRequest`: the same of what is sent; `delay`: the answer comes late, in milliseconds; `redirect`: to another
 * origin, which serves; `reset`: no answer at all; `lost`: what was asked is done, and the answer is lost; `status`: an answer of the proxy's own.
 */
export type Fault =
  | {
      readonly kind: 'cut' | 'truncate' | 'stall' | 'corrupt' | 'cutRequest' | 'corruptRequest'
      readonly after: number
    }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'redirect' | 'reset' | 'lost' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string }

/** Chooses what becomes of a request; undefined lets it pass. */
export type Script = (method: string, path: string) => Fault | undefined

/** A proxy before an HTTP server, on a free port of this machine, which misbehaves by a script. */
export class BadProxy {
  /** Requests that came, and the faults that they met. */
  readonly met: { readonly method: string; readonly path: string; readonly fault: Fault | undefined }[] = []
  readonly #server: Server
  /** Another origin, which only passes on. */
  readonly #honest: Server

  private constructor(server: Server, honest: Server) {
    this.#server = server
    this.#honest = honest
  }

  /** @param target `HOST:PORT` of the server */
  static async start(target: string, script: Script): Promise<BadProxy> {
    const serve = (request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): void => {
      const { socket } = request
      exchange({ request, response, fault, target, elsewhere: hostOf(honest) }).catch(() => socket.destroy())
    }
    const honest = createServer((request, response) => serve(request, response, undefined))
    const server = createServer((request, response) => {
      const { method = '', url: path = '' } = request
      const fault = script(method, path)
      proxy.met.push({ method, path, fault })
      serve(request, response, fault)
    })
    const proxy = new BadProxy(server, honest)
    for (const each of [server, honest])
      await new Promise<void>((resolve) => each.listen(0, '127.0.0.1', () => resolve()))
    return proxy
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return hostOf(this.#server)
  }

  async stop(): Promise<void> {
    for (const server of [this.#server, this.#honest]) {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    }
  }
}

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly fault: Fault | undefined
  readonly target: string
  readonly elsewhere: string
}

async function exchange({ request, response, fault, target, elsewhere }: Exchange): Promise<void> {
  const { socket } = request
  if (fault?.kind === 'reset') {
    socket.resetAndDestroy()
    return
  }
  if (fault?.kind === 'status') {
    request.resume()
    response.writeHead(fault.status, fault.retryAfter === undefined ? {} : { 'Retry-After': fault.retryAfter }).end()
    return
  }
  if (fault?.kind === 'redirect') {
    request.resume()
    response.writeHead(307, { Location: `http://${elsewhere}${request.url ?? ''}` }).end()
    return
  }
  const answer = await forward(request, target, fault)
  if (fault?.kind === 'delay') await setTimeout(fault.milliseconds)
  if (fault?.kind === 'lost') {
    answer.resume()
    socket.destroy()
    return
  }
  const headers = { ...answer.headers }
  if (fault?.kind === 'truncate') delete headers['content-length']
  response.writeHead(answer.statusCode ?? 500, headers)
  response.flushHeaders()
  await pass(answer, response, fault, () => socket.destroy())
}

/** Sends a request on and gives the answer. */
async function forward(request: IncomingMessage, target: string, fault: Fault | undefined): Promise<IncomingMessage> {
  const [hostname = '', port = ''] = target.split(':')
  const { method, url: path, headers, socket } = request
  const options: RequestOptions = { hostname, port, method, path, headers, agent: false }
  const onward = send(options)
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    onward.on('response', resolve)
    onward.on('error', reject)
  })
  // Who gives up is noticed by the server as well.
  const onClose = (): void => void onward.destroy()
  socket.once('close', onClose)
  onward.once('close', () => socket.off('close', onClose))
  const cut = (): void => {
    onward.destroy()
    socket.destroy()
  }
  answered.catch(cut)
  const ofRequest =
    fault?.kind === 'cutRequest'
      ? ({ kind: 'cut', after: fault.after } as const)
      : fault?.kind === 'corruptRequest'
        ? ({ kind: 'corrupt', after: fault.after } as const)
        : undefined
  await pass(request, onward, ofRequest, cut)
  return answered
}

/** Passes a body on, as far as its fault lets it. */
async function pass(
  source: AsyncIterable<Buffer>,
  to: { write(bytes: Buffer): boolean; end(): unknown },
  fault: Fault | undefined,
  cut: () => void,
): Promise<void> {
  const after = fault && 'after' in fault ? fault.after : Infinity
  let at = 0
  for await (const bytes of source) {
    const left = after - at
    at += bytes.length
    if (left >= bytes.length) {
      to.write(bytes)
      continue
    }
    if (fault?.kind === 'corrupt') {
      if (left >= 0) bytes.writeUInt8(bytes.readUInt8(left) ^ 1, left)
      to.write(bytes)
      continue
    }
    to.write(bytes.subarray(0, left))
    if (fault?.kind === 'cut') setImmediate(cut)
    if (fault?.kind === 'truncate') to.end()
    // One that stalls waits for the other side to lose its patience.
    return
  }
  to.end()
}

function hostOf(server: Server): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
