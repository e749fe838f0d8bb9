import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { bytesOfText, textOfBytes } from '../../core/bytes.js'
import { fromSystemError } from '../../core/errors.js'
import type { Parameter, TaskDescriptor } from '../descriptor/descriptor.js'
import type { Entry } from '../values/entry.js'
import { withMatching } from '../values/matching.js'
import { type Checked, itemCounts, type Problem, reportOn, type ValueReport } from '../values/report.js'
import { shown } from '../values/shown.js'
import { checkValue } from '../values/value.js'
import type { GivenInputs, GivenValue } from './given.js'
import { givenNames, unknownInput } from './names.js'
import { placeSource, placeValue, type Target } from './place.js'

/**
 * Makes the folder of inputs at `target` as the App Engine makes it, from what the user gives and else from the defaults: a report on
 * each input of the descriptor, in its order, then on each name that is none. Nothing outside of `target` is written. Where a report is
 * not `ok`, the folder is not to be given to a Task.
 * @throws OciPackError `io`, `aborted`; `source` where the given folder cannot be read
 */
export async function provideInputs(
  descriptor: TaskDescriptor,
  given: GivenInputs,
  target: string,
  signal: AbortSignal,
): Promise<ValueReport[]> {
  await mkdir(target, { recursive: true }).catch((error: unknown) => {
    throw fromSystemError(error, `cannot make the folder ${target}`)
  })
  const names = await givenNames(given)
  const root = bytesOfText(resolve(target))
  const reports: ValueReport[] = []
  for (const input of descriptor.inputs) {
    const place: Target = { entry: { path: `${root}/${bytesOfText(input.name)}`, name: input.name }, signal }
    reports.push(reportOn('input', input.name, input.type, await provide(input, given, names.inFolder, place)))
  }
  const counts = new Map([...itemCounts(reports)].map(([name, items]) => [`inputs/${name}`, items] as const))
  return [
    ...withMatching(reports, 'input', descriptor, counts),
    ...names.all
      .filter((name) => !descriptor.inputs.some((input) => bytesOfText(input.name) === name))
      .map((name) =>
        reportOn('input', shown(textOfBytes(name)), undefined, { problems: [unknownInput(name, descriptor)] }),
      ),
  ]
}

/** Puts an input in its place and checks what was put there, as if the Task had written it. */
async function provide(
  input: Parameter,
  given: GivenInputs,
  inFolder: ReadonlyMap<string, Entry>,
  target: Target,
): Promise<Checked> {
  const value = given.values.get(input.name)
  const entry = inFolder.get(bytesOfText(input.name))
  const placed = value
    ? await placeGiven(value, input, target)
    : entry
      ? await placeSource(entry, input.type, target)
      : await placeDefault(input, target)
  const checked = await checkValue(target.entry, input.type, { kind: 'input', isItem: false })
  // What was not put there is told of already.
  const problems = placed.length > 0 ? placed : (checked?.problems ?? [])
  return { ...checked, problems }
}

async function placeGiven(value: GivenValue, { name, type }: Parameter, target: Target): Promise<Problem[]> {
  if ('file' in value) return placeSource({ path: bytesOfText(resolve(value.file)), name }, type, target)
  if (type.id !== 'array') return placeValue(value.text, type, target)
  try {
    return await placeValue(JSON.parse(value.text), type, target)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return [
      {
        message: `${shown(value.text)} is no list`,
        hint: 'Write a list such as [1,2,3], or give a folder by NAME=@FOLDER.',
      },
    ]
  }
}

async function placeDefault(input: Parameter, target: Target): Promise<Problem[]> {
  if (input.default !== undefined && input.default !== null) return placeValue(input.default, input.type, target)
  if (input.optional) return []
  const isFile = input.type.id === 'file' || input.type.id === 'image'
  return [{ message: 'the input is missing', hint: `Give it by --input ${input.name}=${isFile ? '@FILE' : 'VALUE'}.` }]
}
