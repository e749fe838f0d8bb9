import { posix } from 'node:path'
import { OciPackError } from '../core/errors.js'
import { fail, Fields, fieldsOf, type Ownership } from './mountFields.js'

/** What `RUN --mount` asks for (Dockerfile reference, "RUN --mount"), its words expanded, with BuildKit's defaults. */
export type RunMount = BindMount | CacheMount | TmpfsMount | SecretMount | SshMount

/** Where it appears: relative to the working directory, which the empty text is. */
interface Placed {
  readonly target: string
  readonly readOnly: boolean
}

/** Where files come from. */
interface Sourced {
  /** A stage, an image or a named context; the build context, or for a cache nothing, where it is missing. */
  readonly from?: string
  /** A path below it; the empty text is all of it. */
  readonly source: string
}

/** Files of elsewhere, seen in place. */
export interface BindMount extends Placed, Sourced {
  readonly type: 'bind'
}

/** A folder that outlives the build. */
export interface CacheMount extends Placed, Sourced {
  readonly type: 'cache'
  readonly id: string
  readonly sharing: (typeof sharings)[number]
  /** Only where the mount says something of it. */
  readonly owner?: Ownership
}

/** A folder in memory. */
export interface TmpfsMount extends Placed {
  readonly type: 'tmpfs'
  /** Bytes. */
  readonly size?: number
}

/** A value that is seen while the RUN lasts. */
export interface SecretMount extends Ownership {
  readonly type: 'secret'
  readonly id: string
  /** The file that it is put in. At least one of this and `env` is there. */
  readonly target?: string
  /** The environment variable that it is put in. */
  readonly env?: string
  readonly required: boolean
}

/** The socket of an SSH agent. */
export interface SshMount extends Ownership {
  readonly type: 'ssh'
  readonly id: string
  /** One of its own in /run/buildkit where it is missing. */
  readonly target?: string
  readonly required: boolean
}

const types = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] as const
const sharings = ['shared', 'private', 'locked'] as const

/** The `from` of a `--mount` value, before anything is expanded. @throws OciPackError `dockerfile` where it holds a variable */
export function mountFrom(text: string): string | undefined {
  const from = fieldsOf(text).findLast(({ key }) => key === 'from')?.value
  if (from === undefined || !/\$(?!$)/.test(from)) return from
  throw new OciPackError('dockerfile', `variables are not expanded in from=${from} of --mount`, {
    hint: 'Give the image a stage of its own (FROM image AS name) and name that.',
  })
}

/** A `--mount` value. @throws OciPackError `dockerfile` */
export function parseMount(text: string, expand: (word: string) => string): RunMount {
  const fields = new Fields(text, expand)
  const type = fields.oneOf('type', types) ?? 'bind'
  const owner = fields.ownership(type)
  if (fields.text('sharing') !== undefined && type !== 'cache')
    fail(text, `sharing is not allowed for a mount of type ${type}`, 'Leave it out; it is for type=cache.')
  switch (type) {
    case 'bind':
      return { type, ...sourced(fields), ...placed(fields, true) }
    case 'cache':
      return {
        type,
        id: fields.text('id') || cleanPath(fields.text('target') ?? ''),
        sharing: fields.oneOf('sharing', sharings) ?? 'shared',
        ...(owner && { owner: owner(0o755) }),
        ...sourced(fields),
        ...placed(fields, false),
      }
    case 'tmpfs': {
      const size = fields.size()
      if (fields.text('source'))
        fail(text, 'a tmpfs is empty and has no source', 'Leave it out, or write type=bind to see files of elsewhere.')
      return { type, ...placed(fields, false), ...(size && { size }) }
    }
    case 'secret':
      return secret(text, fields, (owner ?? unowned)(0o400))
    case 'ssh': {
      if (fields.text('source'))
        fail(text, 'ssh does not support source', 'Leave it out: id=ID names the agent, target=PATH its socket.')
      const target = fields.text('target')
      return {
        type,
        id: fields.text('id') || 'default',
        ...(target && { target }),
        required: fields.required,
        ...(owner ?? unowned)(0o600),
      }
    }
  }
}

/** Without `//`, `.`, `x/..` and a `/` at the end. */
function cleanPath(path: string): string {
  return posix.join(path).replace(/(?<=.)\/$/, '')
}

function sourced(fields: Fields): Sourced {
  const from = fields.text('from')
  return { ...(from && { from }), source: fields.text('source') ?? '' }
}

function placed(fields: Fields, readOnly: boolean): Placed {
  return { target: fields.text('target') ?? '', readOnly: fields.readOnly ?? readOnly }
}

function secret(text: string, fields: Fields, owner: Ownership): SecretMount {
  const [source, target, id, env] = ['source', 'target', 'id', 'env'].map((key) => fields.text(key))
  if (fields.text('from')) fail(text, 'a secret has no from', 'Leave it out: a secret comes from --secret.')
  if (!source && !target && !id)
    fail(text, 'a secret needs an id or a target', 'Write type=secret,id=ID; it is passed by --secret id=ID,src=FILE.')
  if (source && id) fail(text, 'source and id of a secret are the same', 'Leave the source out.')
  if (env === '') fail(text, 'the name of the environment variable is empty', 'Write env=NAME.')
  const name = source || id || posix.basename(target ?? '')
  const file = target || (env === undefined ? `/run/secrets/${posix.basename(name)}` : undefined)
  return {
    type: 'secret',
    id: name,
    ...(file !== undefined && { target: file }),
    ...(env !== undefined && { env }),
    required: fields.required,
    ...owner,
  }
}

const unowned = (mode: number): Ownership => ({ uid: 0, gid: 0, mode })
