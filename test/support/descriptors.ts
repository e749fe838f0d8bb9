import type { ArrayType, Parameter, ParameterType, TaskDescriptor } from '../../src/task/descriptor/descriptor.js'

/** The types of parameters without any limit. */
export const types = {
  integer: { id: 'integer' },
  boolean: { id: 'boolean' },
  number: { id: 'number', infinityAllowed: true, nanAllowed: true },
  string: { id: 'string', minLength: 0, maxLength: undefined },
  enumeration: { id: 'enumeration', values: ['red', 'green'] },
  datetime: { id: 'datetime', before: undefined, after: undefined },
  geometry: { id: 'geometry' },
  file: { id: 'file', maxFileSize: undefined, formats: [] },
  image: { id: 'image', maxFileSize: undefined, formats: [], maxWidth: undefined, maxHeight: undefined },
} as const satisfies Record<string, ParameterType>

export function arrayOf(subtype: ParameterType, minSize?: number, maxSize?: number): ArrayType {
  return { id: 'array', subtype, minSize, maxSize }
}

export function parameter(name: string, type: ParameterType, more: Partial<Parameter> = {}): Parameter {
  return {
    name,
    displayName: name,
    description: name,
    type,
    optional: false,
    default: undefined,
    matching: [],
    ...more,
  }
}

/** A Task with these inputs and outputs. */
export function descriptor(inputs: readonly Parameter[], outputs: readonly Parameter[] = []): TaskDescriptor {
  return {
    name: 'a task',
    nameShort: 'task',
    namespace: 'com.my.task',
    version: '1.0.0',
    inputFolder: '/inputs',
    outputFolder: '/outputs',
    imageFile: undefined,
    resources: { ram: 2 ** 32, cpus: 1, gpus: 0, internet: false },
    inputs,
    outputs,
  }
}
