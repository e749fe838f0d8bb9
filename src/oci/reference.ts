import { type Digest, isDigest } from '../core/digest.js'
import { OciPackError } from '../core/errors.js'

/** An image's name, complete: what Docker leaves implicit (`docker.io`, `library/`) is written out. */
export interface Reference {
  /** The registry, with its port where one is given: `docker.io`, `localhost:5000`, `[::1]:5000`. */
  readonly host: string
  /** The path below the registry: `library/busybox`. */
  readonly repository: string
  readonly tag?: string
  readonly digest?: Digest
}

const defaultHost = 'docker.io'
const legacyHost = 'index.docker.io'
const officialPrefix = 'library/'
/** As many characters as a repository's path may have (distribution/reference, `RepositoryNameTotalLengthMax`). */
const maxRepositoryLength = 255

const hostLabel = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const hostPattern = new RegExp(`^(?:${hostLabel}(?:\\.${hostLabel})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`)
const repositoryPart = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const repositoryPattern = new RegExp(`^${repositoryPart}(?:/${repositoryPart})*$`)
const tagPattern = /^\w[\w.-]{0,127}$/
const imageId = /^[a-f0-9]{64}$/

/**
 * Reads an image's name as Docker does: `[HOST[:PORT]/]PATH[:TAG][@DIGEST]`, the grammar of distribution/reference. No tag is added.
 * @throws OciPackError `reference`
 */
export function parseReference(text: string): Reference {
  const refuse = (
    why: string,
    hint = 'Write it as [HOST[:PORT]/]NAME[:TAG][@sha256:DIGEST], such as com/my/task:1.0.0.',
  ) => new OciPackError('reference', `image reference ${JSON.stringify(text)}: ${why}`, { hint })

  if (text === '') throw refuse('it is empty')
  if (imageId.test(text)) {
    throw refuse(
      '64 hex digits name an image by its id, not a repository',
      'Give the image a name, or write NAME@sha256:DIGEST.',
    )
  }
  const [named, digest] = splitAt(text, text.indexOf('@'))
  const { host, rest } = splitHost(named)
  const [path, tag] = splitAt(rest, rest.indexOf(':'))
  if (!hostPattern.test(host)) throw refuse(`${JSON.stringify(host)} is not a registry's host name`)
  if (path === '') throw refuse('the repository name is missing')
  if (path !== path.toLowerCase()) {
    throw refuse(
      'a repository name must be lower case',
      `Write ${named.slice(0, named.length - rest.length)}${path.toLowerCase()}.`,
    )
  }
  const repository = host === defaultHost && !path.includes('/') ? officialPrefix + path : path
  if (!repositoryPattern.test(repository)) {
    throw refuse(
      `${JSON.stringify(path)} is not a repository name`,
      'Its parts, between slashes, are lower-case letters and digits, joined by one of . _ __ or by dashes.',
    )
  }
  if (repository.length > maxRepositoryLength) {
    throw refuse(
      `the repository name has ${repository.length} characters`,
      `At most ${maxRepositoryLength} are allowed.`,
    )
  }
  if (tag !== undefined && !tagPattern.test(tag)) {
    throw refuse(
      `${JSON.stringify(tag)} is not a tag`,
      'A tag has 1 to 128 letters, digits, underscores, dots and dashes, and begins with none of the last two.',
    )
  }
  if (digest !== undefined && !isDigest(digest)) {
    throw refuse(`${JSON.stringify(digest)} is not a digest`, 'Write sha256: and 64 lower-case hex digits after the @.')
  }
  return { host, repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) }
}

/** Whether a text names a registry: a host, with its port perhaps. */
export function isRegistryHost(text: string): boolean {
  return hostPattern.test(text)
}

/** The complete form: `docker.io/library/busybox:latest`. */
export function formatReference(reference: Reference): string {
  return `${reference.host}/${reference.repository}${suffix(reference)}`
}

/** The short form that Docker shows and `docker save` writes: `busybox:latest`, `com/my/task:1.0.0`. */
export function familiarReference(reference: Reference): string {
  const { host, repository } = reference
  if (host !== defaultHost) return formatReference(reference)
  const official = repository.startsWith(officialPrefix) ? repository.slice(officialPrefix.length) : repository
  return `${official.includes('/') ? repository : official}${suffix(reference)}`
}

/** The same reference with the tag `latest` where it has neither a tag nor a digest. */
export function withDefaultTag(reference: Reference): Reference {
  return reference.tag === undefined && reference.digest === undefined ? { ...reference, tag: 'latest' } : reference
}

function suffix({ tag, digest }: Reference): string {
  return `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`
}

/** The first part of a name is a host where it could not be a repository's: it has a dot, a colon or an upper-case letter, or is `localhost`. */
function splitHost(named: string): { host: string; rest: string } {
  const slash = named.indexOf('/')
  const first = slash < 0 ? '' : named.slice(0, slash)
  const isHost = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase())
  if (!isHost) return { host: defaultHost, rest: named }
  return { host: first === legacyHost ? defaultHost : first, rest: named.slice(slash + 1) }
}

/** The text before and after the separator at `at`; there is no second part where `at` is negative. */
function splitAt(text: string, at: number): [string, string | undefined] {
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}
