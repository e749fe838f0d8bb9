import { OciPackError, systemError } from '../core/errors.js'
import { Transient } from '../core/retry.js'
import type { Peer } from './peer.js'

/** Failures of the network that may be over at the next attempt. */
const passing: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection was cut',
  ETIMEDOUT: 'the host did not answer',
  EAI_AGAIN: 'the name of the host cannot be looked up at the moment',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
}

const lasting: Readonly<Record<string, { reason: string; hint: keyof Peer['hints'] }>> = {
  ENOTFOUND: { reason: 'there is no such host', hint: 'noHost' },
  ECONNREFUSED: { reason: 'the connection was refused', hint: 'refused' },
  EPROTO: { reason: 'the host does not speak TLS', hint: 'noTls' },
}

/** A TLS alert by which a host says that it wants to know who we are (RFC 8446, section 6.2). */
const unknownClient = /^ERR_SSL_.*ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE)$/
const certificate = /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT)/

const proxyHint =
  'HTTPS_PROXY and HTTP_PROXY name the proxy, as http://NAME:PASSWORD@HOST:PORT where it wants to know who asks; NO_PROXY names hosts that need none.'

/** What to do about what may be over at the next attempt, once there have been enough of them. */
export const tryAgain =
  'Check the network, and the proxy where there is one (HTTPS_PROXY, HTTP_PROXY, NO_PROXY), and try again.'

/** What went wrong on the network as our error: `Transient` for what may pass. `doing` tells what was fetched, and from where. */
export function networkFailure(error: unknown, doing: string, { code: kind, hints }: Peer): OciPackError | Transient {
  if (error instanceof OciPackError || error instanceof Transient) return error
  const { code = '', message } = systemError(error)
  const reason = passing[code]
  if (reason) return new Transient(new OciPackError(kind, `${doing}: ${reason}`, { hint: tryAgain, cause: error }))
  const known = lasting[code]
  if (known) return new OciPackError(kind, `${doing}: ${known.reason}`, { hint: hints[known.hint], cause: error })
  if (certificate.test(code)) {
    return new OciPackError(kind, `${doing}: the certificate of the host is not trusted (${code})`, {
      hint: hints.untrusted,
      cause: error,
    })
  }
  if (unknownClient.test(code)) {
    return new OciPackError(kind, `${doing}: the host wants a client certificate that it knows (${code})`, {
      hint: hints.untrusted,
      cause: error,
    })
  }
  const told = new OciPackError(kind, `${doing}: ${message.replace(/^request to \S+ failed, reason: /, '')}`, {
    hint: code.startsWith('ERR_PROXY_') ? proxyHint : hints.odd,
    cause: error,
  })
  return code === 'ERR_PROXY_BUSY' ? new Transient(told) : told
}
