import { OciPackError } from '../core/errors.js'
import { parseMemorySize } from './memorySize.js'
import { nearestOrAll } from './suggest.js'

/** Whom a file belongs to, and its permission bits. */
export interface Ownership {
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

const names: Readonly<Record<string, string>> = {
  src: 'source',
  dst: 'target',
  destination: 'target',
  ro: 'readonly',
  rw: 'readwrite',
}
const keys = [
  ...['type', 'from', 'source', 'target', 'readonly', 'readwrite', 'id', 'sharing', 'required', 'size'],
  ...['mode', 'uid', 'gid', 'env'],
]

/** The fields of a `--mount` value by their long names, the last one of each; read in order, for `required` and `size` need their type before them. */
export class Fields {
  readonly #text: string
  readonly #values = new Map<string, string>()
  /** What the last of `readonly` and `readwrite` says. */
  readonly readOnly: boolean | undefined
  readonly required: boolean = false

  constructor(text: string, expand: (word: string) => string) {
    this.#text = text
    for (const { key, value: written } of fieldsOf(text)) {
      if (!keys.includes(key))
        fail(text, `there is no key ${JSON.stringify(key)}`, nearestOrAll(key, [...keys, ...Object.keys(names)]))
      const value = written === undefined ? undefined : expand(written)
      if (key === 'readonly') this.readOnly = this.#flag(key, value)
      else if (key === 'readwrite') this.readOnly = !this.#flag(key, value)
      else if (key === 'required') {
        this.#onlyAfter(key, ['secret', 'ssh'])
        this.required = this.#flag(key, value)
      } else {
        if (key === 'size') this.#onlyAfter(key, ['tmpfs'])
        this.#values.set(key, value ?? fail(text, `${key} needs a value`, `Write ${key}=VALUE.`))
      }
    }
  }

  text(key: string): string | undefined {
    return this.#values.get(key)
  }

  /** One of the words, whatever its case. */
  oneOf<T extends string>(key: string, words: readonly T[]): T | undefined {
    const value = this.text(key)
    if (value === undefined) return undefined
    const word = words.find((candidate) => candidate === value.toLowerCase())
    return word ?? fail(this.#text, `there is no ${key} ${JSON.stringify(value)}`, nearestOrAll(value, words))
  }

  /** Zero is no limit. */
  size(): number | undefined {
    const value = this.text('size')
    return value === undefined
      ? undefined
      : (parseMemorySize(value) ??
          fail(this.#text, `size=${value} is not a size`, 'Write it like size=100m or size=1g.'))
  }

  /** What `uid`, `gid` and `mode` say, given a mode where only one of the others does; undefined where none is there. */
  ownership(type: string): ((mode: number) => Ownership) | undefined {
    const given = ['mode', 'uid', 'gid'].find((key) => this.text(key) !== undefined)
    if (given === undefined) return undefined
    if (type === 'bind' || type === 'tmpfs')
      fail(
        this.#text,
        `${given} is not allowed for a mount of type ${type}`,
        `Leave it out; mounts of type cache, secret and ssh take it.`,
      )
    const uid = this.#number('uid', /^\d+$/, 10, 'uid=1000') ?? 0
    const gid = this.#number('gid', /^\d+$/, 10, 'gid=1000') ?? 0
    // As for Docker, setuid, setgid and the sticky bit do not count.
    const mode = this.#number('mode', /^[0-7]+$/, 8, 'mode=0755')
    return (other) => ({ uid, gid, mode: (mode ?? other) & 0o777 })
  }

  #number(key: string, pattern: RegExp, base: number, example: string): number | undefined {
    const value = this.text(key)
    if (value === undefined) return undefined
    const number = pattern.test(value) ? parseInt(value, base) : NaN
    return number < 2 ** 32 ? number : fail(this.#text, `${key}=${value} is not valid`, `Write it like ${example}.`)
  }

  #onlyAfter(key: string, allowed: readonly string[]): void {
    const type = this.text('type')?.toLowerCase() ?? 'bind'
    if (allowed.includes(type)) return
    const fitting = allowed.map((one) => `type=${one}`).join(' or ')
    const hint =
      this.text('type') === undefined ? `Write ${fitting} before ${key}.` : `Leave it out; it is for ${fitting}.`
    fail(this.#text, `${key} is not allowed for a mount of type ${type}`, hint)
  }

  /** A key alone says yes; the words are those of Go's `strconv.ParseBool`. */
  #flag(key: string, value = 'true'): boolean {
    if (/^(1|t|T|TRUE|true|True)$/.test(value)) return true
    if (/^(0|f|F|FALSE|false|False)$/.test(value)) return false
    return fail(this.#text, `${key}=${value} is neither true nor false`, `Write ${key}=true or ${key}=false.`)
  }
}

/** The comma-separated fields, keys in lower case and by their long names; a field in double quotes may hold commas (RFC 4180). */
export function fieldsOf(text: string): { key: string; value: string | undefined }[] {
  const fields = text.match(/(?:^|,)(?:"(?:[^"]|"")*"|[^,"]*)(?=,|$)/g) ?? []
  if (fields.join('') !== text)
    fail(
      text,
      'a quote stands where none may',
      'A field that holds a comma is put in double quotes as a whole: type=bind,"source=a,b".',
    )
  return fields.map((written, i) => {
    const field = i === 0 ? written : written.slice(1)
    const plain = field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field
    const at = plain.indexOf('=')
    const key = (at < 0 ? plain : plain.slice(0, at)).toLowerCase()
    return {
      key: Object.hasOwn(names, key) ? (names[key] ?? key) : key,
      value: at < 0 ? undefined : plain.slice(at + 1),
    }
  })
}

/** @throws OciPackError `dockerfile` */
export function fail(text: string, reason: string, hint: string): never {
  throw new OciPackError('dockerfile', `invalid --mount=${text}: ${reason}`, { hint })
}
