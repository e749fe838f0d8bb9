import { OciPackError } from '../core/errors.js'
import { didYouMean } from './suggest.js'

/** What `RUN --mount` asks for (Dockerfile reference, "RUN --mount"), its words expanded. */
export interface Mount {
  readonly type: 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh'
  /** A stage, an image or a named context. */
  readonly from?: string
  readonly source?: string
  readonly target?: string
  readonly readOnly: boolean
  readonly id?: string
  readonly sharing?: 'shared' | 'private' | 'locked'
  readonly required: boolean
  /** Bytes. */
  readonly size?: number
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  /** The environment variable that a secret is put in. */
  readonly env?: string
}

const names: Readonly<Record<string, string>> = {
  src: 'source',
  dst: 'target',
  destination: 'target',
  ro: 'readonly',
  rw: 'readwrite',
}
const keys = [
  'type',
  'from',
  'source',
  'target',
  'readonly',
  'readwrite',
  'id',
  'sharing',
  'required',
  'size',
  'mode',
  'uid',
  'gid',
  'env',
]
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
export function parseMount(text: string, expand: (word: string) => string): Mount {
  const fields = new Map<string, string | undefined>()
  for (const { key, value } of fieldsOf(text)) {
    if (!keys.includes(key)) {
      throw new OciPackError('dockerfile', `unexpected key ${JSON.stringify(key)} in --mount=${text}`, {
        hint: didYouMean(key, keys),
      })
    }
    if (value === undefined && !/^(readonly|readwrite|required)$/.test(key)) fail(text, `${key} needs a value`)
    fields.set(key, value === undefined ? undefined : expand(value))
    // The last one of the two counts.
    if (key === 'readonly') fields.delete('readwrite')
    if (key === 'readwrite') fields.delete('readonly')
  }
  const type = oneOf(text, 'type', fields.get('type')?.toLowerCase() ?? 'bind', types)
  const sharing = fields.has('sharing')
    ? oneOf(text, 'sharing', fields.get('sharing')?.toLowerCase() ?? '', sharings)
    : undefined
  const from = fields.get('from')
  const source = fields.get('source')
  const target = fields.get('target')
  const id = fields.get('id')
  const env = fields.get('env')
  const writable = type === 'cache' || type === 'tmpfs'
  const mount: Mount = {
    type,
    readOnly: fields.has('readonly')
      ? flag(text, fields, 'readonly')
      : fields.has('readwrite')
        ? !flag(text, fields, 'readwrite')
        : !writable,
    required: fields.has('required') && flag(text, fields, 'required'),
    ...(from && { from }),
    ...(source && { source }),
    ...(target && { target }),
    ...(id && { id }),
    ...(env !== undefined && { env }),
    ...(sharing && { sharing }),
    ...numbers(text, fields),
  }
  checkCombination(text, fields, mount)
  return mount
}

function numbers(
  text: string,
  fields: ReadonlyMap<string, string | undefined>,
): Pick<Mount, 'size' | 'mode' | 'uid' | 'gid'> {
  const number = (key: string, pattern: RegExp, base: number) => {
    const value = fields.get(key)
    if (value === undefined) return undefined
    return pattern.test(value) && parseInt(value, base) < 2 ** 32
      ? parseInt(value, base)
      : fail(text, `${key}=${value} is not valid`)
  }
  const mode = number('mode', /^[0-7]+$/, 8)
  const uid = number('uid', /^\d+$/, 10)
  const gid = number('gid', /^\d+$/, 10)
  const size = fields.has('size') ? bytes(text, fields.get('size') ?? '') : undefined
  return {
    ...(mode !== undefined && { mode }),
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
    ...(size !== undefined && { size }),
  }
}

/** What goes with which type. */
function checkCombination(text: string, fields: ReadonlyMap<string, string | undefined>, mount: Mount): void {
  const { type } = mount
  const only = (key: string, allowed: readonly Mount['type'][]) => {
    if (fields.has(key) && !allowed.includes(type)) fail(text, `${key} is not allowed for a mount of type ${type}`)
  }
  for (const key of ['mode', 'uid', 'gid']) only(key, ['secret', 'ssh', 'cache'])
  only('required', ['secret', 'ssh'])
  only('size', ['tmpfs'])
  only('sharing', ['cache'])
  if (type !== 'secret') return
  if (mount.from) fail(text, 'a secret has no from')
  if (!mount.source && !mount.target && !mount.id) fail(text, 'a secret needs an id or a target')
  if (mount.source && mount.id) fail(text, 'source and id of a secret are the same: give one')
}

/** The comma-separated fields, keys in lower case and by their long names; a field in double quotes may hold commas (RFC 4180). */
function fieldsOf(text: string): { key: string; value: string | undefined }[] {
  const fields = text.match(/(?:^|,)(?:"(?:[^"]|"")*"|[^,"]*)(?=,|$)/g) ?? []
  if (fields.join('') !== text) fail(text, 'a quote stands where none may')
  return fields.map((written, i) => {
    const field = i === 0 ? written : written.slice(1)
    const plain = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field
    const at = plain.indexOf('=')
    const key = (at < 0 ? plain : plain.slice(0, at)).toLowerCase()
    return { key: names[key] ?? key, value: at < 0 ? undefined : plain.slice(at + 1) }
  })
}

function oneOf<T extends string>(text: string, key: string, value: string, allowed: readonly T[]): T {
  return allowed.find((known) => known === value) ?? fail(text, `${key}=${value} is not one of ${allowed.join(', ')}`)
}

/** A key alone says yes; the words are those of Go's `strconv.ParseBool`. */
function flag(text: string, fields: ReadonlyMap<string, string | undefined>, key: string): boolean {
  const value = fields.get(key) ?? 'true'
  if (/^(1|t|T|TRUE|true|True)$/.test(value)) return true
  if (/^(0|f|F|FALSE|false|False)$/.test(value)) return false
  return fail(text, `${key}=${value} is neither true nor false`)
}

/** A size such as `64m`, with binary units. */
function bytes(text: string, size: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([kmgtp]?)(?:i?b)?$/i.exec(size) ?? []
  if (number === undefined) return fail(text, `size=${size} is not a size`)
  return Math.floor(Number(number) * 1024 ** ['', 'k', 'm', 'g', 't', 'p'].indexOf(unit.toLowerCase()))
}

function fail(text: string, reason: string): never {
  throw new OciPackError('dockerfile', `invalid --mount=${text}: ${reason}`)
}
