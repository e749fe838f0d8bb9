import { diffFields, type FieldDifference, type Json } from '../diff/config/fields.js'
import { diffHistory, type NumberedStep } from '../diff/config/history.js'
import { formatPlatform, platformOf } from '../core/platform.js'
import type { Image } from '../oci/image.js'
import type { ValueDifference } from './report.js'

/** In which values the configurations of two images differ, but for the layers. */
export function compareConfigs(first: Image, second: Image): ValueDifference[] {
  if (Buffer.compare(first.configBytes, second.configBytes) === 0) return []
  const platform = formatPlatform(platformOf(second.config))
  const fields = diffFields(valuesOf(first), valuesOf(second))
  const created = fields.find(isTime)
  const values = [
    ...fields.map((field) => ({ ...valueDifference(field), ...(field === created && mendOf(first)) })),
    ...countDifference(first.layers.length, second.layers.length),
    ...historyDifferences(first, second, created !== undefined),
  ]
  const sameLayers =
    first.layers.map(({ diffId }) => diffId).join() === second.layers.map(({ diffId }) => diffId).join()
  if (values.length === 0 && sameLayers) return [{ platform, at: 'the order of its fields, or its spaces' }]
  return values.map((value) => ({ platform, ...value }))
}

type Value = Omit<ValueDifference, 'platform'>

function isTime({ field }: FieldDifference): boolean {
  return field.join() === 'created'
}

/** All times of an image that was built reproducibly are one. */
function mendOf({ config }: Image): Pick<ValueDifference, 'mend'> {
  const seconds = Date.parse(config.created ?? '') / 1000
  return Number.isInteger(seconds) ? { mend: `--timestamp ${seconds}` } : {}
}

function valueDifference({ field, before, after }: FieldDifference): Value {
  return {
    at: field.join('.'),
    ...(before !== undefined && { first: JSON.stringify(before) }),
    ...(after !== undefined && { second: JSON.stringify(after) }),
  }
}

function countDifference(first: number, second: number): Value[] {
  return first === second ? [] : [{ at: 'how many layers there are', first: String(first), second: String(second) }]
}

/** @param passTimes whether the times are those of the image, which are told by themselves */
function historyDifferences(first: Image, second: Image, passTimes: boolean): Value[] {
  const steps = diffHistory(first.config.history ?? [], second.config.history ?? [])
  return steps.flatMap(({ change, before, after, fields }): Value[] => {
    const at = `history ${(after ?? before)?.number ?? 0}`
    if (change !== 'changed') return [{ at, ...side('first', before), ...side('second', after) }]
    const told = fields.filter((field) => field !== 'created' || !passTimes)
    return told.map((field) =>
      valueDifference({ field: [at, field], ...part('before', before, field), ...part('after', after, field) }),
    )
  })
}

function side(name: 'first' | 'second', step: NumberedStep | undefined): Partial<Value> {
  return step ? { [name]: JSON.stringify(step.step) } : {}
}

function part(name: 'before' | 'after', step: NumberedStep | undefined, field: keyof NumberedStep['step']) {
  const value = step?.step[field]
  return value === undefined ? {} : { [name]: value }
}

/** The configuration as it is written, what is not known here too. It was parsed once already, when the image was opened. */
function valuesOf({ configBytes }: Image): Json {
  return JSON.parse(Buffer.from(configBytes).toString('utf8')) as Json
}
