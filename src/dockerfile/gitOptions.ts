import { parseBoolean } from '../core/boolean.js'
import { OciPackError } from '../core/errors.js'

/** What a Git address may say besides where the repository is. */
export interface GitOptions {
  /** A branch, a tag, or a whole commit id; the default branch unless given. */
  readonly ref?: string
  /** A folder of the repository: a clean path without a leading `/`. */
  readonly subdir?: string
  /** What the id of the commit, or of the annotated tag, begins with: lower-case hexadecimal. */
  readonly checksum?: string
  readonly keepGitDir?: boolean
  /** Whether submodules are fetched too; they are unless said. */
  readonly submodules?: boolean
  /** `commit`: the files have the time of the commit. */
  readonly mtime?: 'checkout' | 'commit'
  /** The checksum is the commit, whatever the ref means by now. */
  readonly fetchByCommit?: boolean
}

type Growing = { -readonly [K in keyof GitOptions]: GitOptions[K] }

/** The options in an address' query and fragment; what is said in both must agree. @throws OciPackError `dockerfile` */
export function gitOptions(query = '', fragment = ''): GitOptions {
  const options: Growing = {}
  const [ref = '', ...subdir] = fragment.split(':')
  if (ref) say(options, 'ref', ref)
  say(options, 'subdir', cleanPath(subdir.join(':')))
  const values = new URLSearchParams(query)
  for (const name of new Set(values.keys())) {
    const [value = '', ...more] = values.getAll(name)
    if (more.length > 0) throw fault(`${name} is there more than once`, 'Write it once.')
    read(options, name, value)
  }
  check(options)
  return options
}

/** Whether a text is a whole commit id, of SHA-1 or SHA-256. */
export function isCommitId(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text)
}

/** @throws OciPackError `dockerfile` for a checksum that no commit id can begin with */
export function checkChecksum(checksum: string): void {
  if (/^[0-9a-f]{1,64}$/.test(checksum)) return
  throw fault(
    `the checksum ${checksum} is not the beginning of a commit id`,
    'Give the id that git rev-parse prints, in lower case and without a prefix.',
  )
}

function read(options: Growing, name: string, value: string): void {
  switch (name) {
    case 'keep-git-dir':
      options.keepGitDir = switchOf(name, value)
      return
    case 'submodules':
      options.submodules = switchOf(name, value)
      return
    case 'fetch-by-commit':
      options.fetchByCommit = switchOf(name, value)
      return
  }
  if (value === '') throw fault(`${name} has no value`, `Write ${name}=VALUE.`)
  switch (name) {
    case 'ref':
      return say(options, 'ref', value)
    case 'tag':
      return say(options, 'ref', withPrefix('refs/tags/', value))
    case 'branch':
      return say(options, 'ref', withPrefix('refs/heads/', value))
    case 'subdir':
      return say(options, 'subdir', cleanPath(value))
    case 'checksum':
    case 'commit':
      return say(options, 'checksum', value)
    case 'mtime':
      if (value !== 'checkout' && value !== 'commit')
        throw fault(`mtime=${value} is neither checkout nor commit`, 'Write mtime=commit for the time of the commit.')
      options.mtime = value
      return
    default:
      throw fault(
        `nothing is called ${name} in a query`,
        'It may hold ref, tag, branch, subdir, checksum, keep-git-dir, submodules, mtime and fetch-by-commit.',
      )
  }
}

/** Takes what may be said twice, if it is the same both times. */
function say(options: Growing, name: 'ref' | 'subdir' | 'checksum', value: string): void {
  if (value === '') return
  const before = options[name]
  if (before !== undefined && before !== value)
    throw fault(`two values of ${name}: ${before} and ${value}`, 'Say it in one place: after # or in the query.')
  options[name] = value
}

function check({ ref = '', checksum, fetchByCommit }: GitOptions): void {
  if (ref.startsWith('-')) throw fault(`${ref} cannot be a ref`, 'Write ADDRESS#BRANCH, ADDRESS#TAG or ADDRESS#COMMIT.')
  if (checksum !== undefined) checkChecksum(checksum)
  if (fetchByCommit && !isCommitId(checksum ?? ref))
    throw fault(
      'fetch-by-commit needs a whole commit id as checksum',
      'Write checksum=COMMIT, as git rev-parse prints it.',
    )
}

/** A path from the repository's root, which `..` does not leave. */
function cleanPath(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}

function withPrefix(prefix: string, name: string): string {
  return name.startsWith(prefix) ? name : prefix + name
}

/** No value is true. */
function switchOf(name: string, value: string): boolean {
  const on = value === '' || parseBoolean(value)
  if (on === undefined)
    throw fault(`${name}=${value} is neither true nor false`, `Write ${name}=true or ${name}=false.`)
  return on
}

function fault(message: string, hint: string): OciPackError {
  return new OciPackError('dockerfile', message, { hint })
}
