/** A JSON object whose members are still to be looked at. */
export type JsonObject = Readonly<Record<string, unknown>>

/** The value of a JSON document; undefined where it is none. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return value
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A member that is an object; an empty one where it is not. */
export function objectIn(value: JsonObject, key: string): JsonObject {
  const member = value[key]
  return isObject(member) ? member : {}
}

/** A member that is a text, or undefined. */
export function textIn(value: JsonObject, key: string): string | undefined {
  const member = value[key]
  return typeof member === 'string' ? member : undefined
}

/** The objects of a list; none where the member is no list. */
export function objectsIn(value: JsonObject, key: string): readonly JsonObject[] {
  const member = value[key]
  return Array.isArray(member) ? member.filter(isObject) : []
}

/** The texts of a list; none where the member is no list. */
export function textsIn(value: JsonObject, key: string): readonly string[] {
  const member = value[key]
  return Array.isArray(member) ? member.filter((item) => typeof item === 'string') : []
}
