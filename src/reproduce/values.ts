import type { ValueDifference } from './report.js'

/** As many values are told. */
export const maxValues = 100

/** In which values two JSON documents differ, each by its place: `config.Env[2]`. */
export function compareValues(first: unknown, second: unknown): Omit<ValueDifference, 'platform'>[] {
  return [...differences('', first, second)].slice(0, maxValues)
}

function* differences(at: string, first: unknown, second: unknown): Generator<Omit<ValueDifference, 'platform'>> {
  if (Array.isArray(first) && Array.isArray(second)) {
    for (let i = 0; i < Math.max(first.length, second.length); i++)
      yield* differences(`${at}[${i}]`, first[i], second[i])
  } else if (isObject(first) && isObject(second)) {
    for (const name of new Set([...Object.keys(first), ...Object.keys(second)]))
      yield* differences(at === '' ? name : `${at}.${name}`, valueOf(first, name), valueOf(second, name))
  } else if (!Object.is(first, second)) {
    yield {
      at,
      ...(first !== undefined && { first: JSON.stringify(first) }),
      ...(second !== undefined && { second: JSON.stringify(second) }),
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function valueOf(object: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(object, name)?.value
}
