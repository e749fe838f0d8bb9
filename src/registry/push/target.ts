import type { OciPackError } from '../../core/errors.js'
import type { Answer } from '../../http/transport.js'
import { oddAnswer } from '../answer.js'
import { type Endpoint, nameAt } from '../hosts.js'
import { type Question, type Repository, hostOf, type Session } from '../session.js'

/** The repository that something is pushed to, where it is written to: at the registry itself, and at no mirror. */
export class Target {
  readonly repository: Repository
  readonly session: Session
  /** What is being done, for errors. */
  readonly doing: string
  readonly signal: AbortSignal | undefined
  readonly #endpoint: Endpoint

  /** @param doing what is done, without where @throws OciPackError `registry` where this host's settings block the repository */
  constructor(session: Session, repository: Repository, doing: string, signal: AbortSignal | undefined) {
    session.refuseBlocked(repository)
    this.session = session
    this.repository = repository
    this.signal = signal
    this.#endpoint = session.own(repository.host)
    this.doing = `${doing} ${hostOf(this.#endpoint)}`
  }

  /** As `Session.ask`, with the right to push, and to take a blob from another repository where one is named. @throws Transient, OciPackError */
  ask(path: string | URL, question: Omit<Question, 'doing' | 'access'>, mountFrom?: string): Promise<Answer> {
    return this.session.ask(this.#endpoint, this.repository, path, {
      doing: this.doing,
      signal: this.signal,
      ...question,
      access: { right: 'push', mountFrom },
    })
  }

  /** The repository's name among all of its registry, as the registry knows it. */
  nameOf(repository: string): string {
    return nameAt(this.#endpoint, repository)
  }

  /** The address that an answer names. @throws OciPackError `registry` where it is none, or leads from TLS to none */
  locationOf(answer: Answer): URL | undefined {
    const written = answer.header('location')
    if (written === undefined) return undefined
    const { origin } = this.#endpoint
    if (!URL.canParse(written, origin)) throw this.refuse('the registry names an ill-formed address to send it to')
    const url = new URL(written, origin)
    if (!origin.startsWith('https:') || url.protocol === 'https:') return url
    // A registry behind a proxy that does the TLS may not know of it.
    if (url.protocol === 'http:' && url.host === new URL(origin).host)
      return new URL(`https:${url.href.slice('http:'.length)}`)
    throw this.refuse(`the registry sends us from TLS to ${url.protocol}//${url.host}, which is refused`)
  }

  refuse(why: string): OciPackError {
    return oddAnswer(`${this.doing}: ${why}`)
  }
}
