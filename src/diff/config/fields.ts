/** What JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** A setting that two configurations have not alike. */
export interface FieldDifference {
  /** Where it is: `config`, `Env`, `PATH`. */
  readonly field: readonly string[]
  /** Absent where it is not set. */
  readonly before?: Json
  readonly after?: Json
}

/** What is told elsewhere. */
const elsewhere: ReadonlySet<string> = new Set(['rootfs', 'history'])

/**
 * The settings that two configurations (OCI image-spec, config.md) have not alike, in the order of the first: variables of Env one by one, members of
 * objects such as Labels by their names, lists as a whole. What is empty, null or false is the same as what is not set. Members that no specification
 * knows are compared as well.
 */
export function diffFields(before: Json, after: Json): FieldDifference[] {
  return [...members(before, after, [])].filter(({ field: [name = ''] }) => !elsewhere.has(name))
}

/** Settings stand at most so deep: `config`, `Cmd`. What is deeper is a member of one, and there even when it is empty. */
const settingDepth = 2

function* compared(
  before: Json | undefined,
  after: Json | undefined,
  field: readonly string[],
): Generator<FieldDifference> {
  const [a, b] = field.length > settingDepth ? [before, after] : [unlessEmpty(before), unlessEmpty(after)]
  if (field.at(-1) === 'Env' && isEnv(a) && isEnv(b)) {
    const variables = [...members(byName(a), byName(b), field)]
    yield* variables.length > 0 || same(a, b) ? variables : [difference(field, a, b)]
  } else if (isObject(a ?? {}) && isObject(b ?? {}) && (field.length <= settingDepth || (a && b))) {
    yield* members(a ?? {}, b ?? {}, field)
  } else if (!same(a, b)) yield difference(field, a, b)
}

function* members(before: Json, after: Json, field: readonly string[]): Generator<FieldDifference> {
  const [a, b] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    yield* compared(own(a, name), own(b, name), [...field, name])
  }
}

function difference(field: readonly string[], before: Json | undefined, after: Json | undefined): FieldDifference {
  return { field, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isEnv(value: Json | undefined): value is readonly string[] | undefined {
  return value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
}

/** The last of two with one name counts. */
function byName(env: readonly string[] | undefined): Record<string, string> {
  const pairs = (env ?? []).map((variable): [string, string] => {
    const at = variable.indexOf('=')
    return at < 0 ? [variable, ''] : [variable.slice(0, at), variable.slice(at + 1)]
  })
  return Object.fromEntries(pairs)
}

function unlessEmpty(value: Json | undefined): Json | undefined {
  if (value === null || value === '' || value === false) return undefined
  return typeof value === 'object' && Object.keys(value).length === 0 ? undefined : value
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

/** With members in the order of their names. */
function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item: Json) => sorted(item) ?? null)
  if (!isObject(value)) return value
  const names = Object.keys(value).sort()
  return Object.fromEntries(names.map((name) => [name, sorted(own(value, name)) ?? null]))
}

function own(object: { readonly [name: string]: Json }, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined
}
