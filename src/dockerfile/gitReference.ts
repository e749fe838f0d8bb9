import { withoutCredentials } from '../core/credentials.js'
import { OciPackError } from '../core/errors.js'
import { type GitOptions, gitOptions } from './gitOptions.js'

/** What a Git address names (Docker docs, "Build context", "Git repositories"; Dockerfile reference, "Adding files from a Git repository"). */
export interface GitReference extends GitOptions {
  /** What Git fetches from, as it was written: it may hold a password. */
  readonly remote: string
}

const urlPattern = /^([a-z0-9]+):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i
const scpPattern = /^([a-z0-9_][a-z0-9_-]*@[a-z0-9.][a-z0-9.-]*:[^?#]*)(?:\?([^#]*))?(?:#(.*))?$/i

/**
 * A Git address as ADD takes it, or undefined for what is none: over `https` and `http` where the path ends in `.git`, over `ssh` and
 * `git`, and `user@host:path`. Ref and subdirectory follow `#`, as `ref:subdir`, or stand in the query.
 * @throws OciPackError `dockerfile` for a Git address whose options are wrong
 */
export function parseGitReference(text: string): GitReference | undefined {
  return parse(text, (scheme, path) => {
    if (scheme === 'https' || scheme === 'http') return decoded(path).endsWith('.git')
    return scheme === 'ssh' || scheme === 'git'
  })
}

/**
 * A Git address that names a build context: `github.com/…` and `file://…` are such too, for there it is the user who names them.
 * @throws OciPackError as `parseGitReference`
 */
export function parseGitContext(text: string): GitReference | undefined {
  if (text.startsWith('github.com/')) return parse(`https://${text}`, () => true)
  return parseGitReference(text) ?? parse(text, (scheme) => scheme === 'file')
}

function parse(text: string, isGit: (scheme: string, path: string) => boolean): GitReference | undefined {
  if (/\p{Cc}/u.test(text)) return undefined
  const [, scp, scpQuery, scpFragment] = scpPattern.exec(text) ?? []
  if (scp !== undefined) return { remote: scp, ...told(scp, () => gitOptions(scpQuery, scpFragment)) }
  const [, scheme = '', authority = '', path = '', query, fragment] = urlPattern.exec(text) ?? []
  const protocol = scheme.toLowerCase()
  // A host that looks like a flag is for no program's command line.
  if (!isGit(protocol, path) || /(^|@)-/.test(authority) || (authority === '') !== (protocol === 'file'))
    return undefined
  const remote = `${protocol}://${authority}${path}`
  return { remote, ...told(remote, () => gitOptions(query, fragment === undefined ? undefined : decoded(fragment))) }
}

function told(remote: string, read: () => GitOptions): GitOptions {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    const message = `the Git address ${withoutCredentials(remote)}: ${error.message}`
    throw error.retold({ message })
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
