/** Offsets of a text, from its first character to behind its last. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** What YAML says, as the App Engine's reader takes it, with its place. */
export type Value = Scalar | List | Mapping

interface Placed {
  /** Where in the descriptor: `inputs.a.type`, `authors[0].email`; empty for the whole. */
  readonly path: string
  /** Where to point at: a scalar itself, and the key that a list or a mapping stands under; undefined for the whole. */
  readonly range: Range | undefined
}

export interface Scalar extends Placed {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** A number written without a point or an exponent: 1, and not 1.0. */
  readonly integer: boolean
}

export interface List extends Placed {
  readonly kind: 'list'
  readonly items: readonly Value[]
}

export interface Mapping extends Placed {
  readonly kind: 'mapping'
  readonly fields: ReadonlyMap<string, Field>
}

export interface Field {
  readonly key: Range
  readonly value: Value
}

/** The path of a key in a mapping. */
export function pathOf(mapping: { readonly path: string }, key: string): string {
  return mapping.path === '' ? key : `${mapping.path}.${key}`
}

/** The value that a mapping has under a key, if any. */
export function valueOf(mapping: Mapping, key: string): Value | undefined {
  return mapping.fields.get(key)?.value
}

/** A value without its places. A mapping's keys are its own alone, whatever they are called. */
export function plain(value: Value): unknown {
  if (value.kind === 'scalar') return value.value
  if (value.kind === 'list') return value.items.map(plain)
  return Object.fromEntries([...value.fields].map(([key, field]) => [key, plain(field.value)]))
}
