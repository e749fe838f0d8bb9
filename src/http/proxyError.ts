import { systemError } from '../core/errors.js'

/** A proxy that gave no way through, or one that could not be reached; told by `networkFailure`. */
export class ProxyError extends Error {
  readonly code: 'ERR_PROXY_REFUSED' | 'ERR_PROXY_BUSY'

  constructor(message: string, mayPass: boolean, cause?: unknown) {
    super(message, { cause })
    this.code = mayPass ? 'ERR_PROXY_BUSY' : 'ERR_PROXY_REFUSED'
  }
}

/** @param name the proxy's host, with its port */
export function proxyRefused(name: string, status: number | undefined): ProxyError {
  return new ProxyError(`the proxy ${name} refused with status ${status ?? 'unknown'}`, (status ?? 0) >= 500)
}

/** Why no connection to a proxy could be made. */
export function proxyUnreachable(name: string, error: unknown): ProxyError {
  const { code, message } = systemError(error)
  return new ProxyError(`the proxy ${name} cannot be reached (${code ?? message})`, code !== 'ENOTFOUND', error)
}
