import type { ParameterType } from '../descriptor/descriptor.js'
import { checkBoolean } from './boolean.js'
import { checkDatetime } from './datetime.js'
import { checkEnumeration } from './enumeration.js'
import { checkGeometry } from './geometry.js'
import { checkInteger } from './integer.js'
import { checkNumber } from './number.js'
import type { Problem } from './report.js'
import { checkString } from './string.js'

/** A type whose values are texts. */
export type ScalarType = Exclude<ParameterType, { id: 'file' | 'image' | 'array' }>

/** Whether a type's values are texts. */
export function isScalar(type: ParameterType): type is ScalarType {
  return type.id !== 'file' && type.id !== 'image' && type.id !== 'array'
}

/** What is wrong with a text as a value of its type; an array's items are read a little differently. */
export async function checkScalar(text: string, type: ScalarType, isItem = false): Promise<Problem[]> {
  switch (type.id) {
    case 'integer':
      return checkInteger(text, type)
    case 'number':
      return checkNumber(text, type, isItem)
    case 'boolean':
      return checkBoolean(text)
    case 'string':
      return checkString(text, type)
    case 'enumeration':
      return checkEnumeration(text, type)
    case 'datetime':
      return checkDatetime(text, type)
    case 'geometry':
      return checkGeometry(text)
  }
}
