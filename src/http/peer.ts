/** With whom one speaks by HTTP: what is allowed, and how failures are told. */
export interface Peer {
  /** The code of errors. */
  readonly code: 'registry' | 'source'
  /** Whether a host, with its port, may be spoken to without TLS. */
  readonly allowsPlainHttp: (host: string) => boolean
  /** What to do where the host is not found, where it refuses a connection, where it speaks no TLS, where its certificate is not trusted, where it answers as none may. */
  readonly hints: {
    readonly noHost: string
    readonly refused: string
    readonly noTls: string
    readonly untrusted: string
    readonly odd: string
  }
}
