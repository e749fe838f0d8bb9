import { constants, copyFile, chmod, mkdir, writeFile } from 'node:fs/promises'
import { fsPath, textOfBytes } from '../../core/bytes.js'
import { fromSystemError, OciPackError } from '../../core/errors.js'
import type { ArrayType, ParameterType } from '../descriptor/descriptor.js'
import { arrayYml, arrayYmlOf } from '../values/arrayYml.js'
import { type Entry, namesIn, problemAt, readWhole, within } from '../values/entry.js'
import type { Problem } from '../values/report.js'
import { isScalar, type ScalarType } from '../values/scalar.js'
import { textOf } from '../values/text.js'
import { longestGeometry, longestText, mostItems } from '../values/value.js'
import { canonicalText, textOfValue } from './asText.js'
import { type Source, sourceAt } from './source.js'

/** Where a value is put, and what stops it. */
export interface Target {
  readonly entry: Entry
  readonly signal: AbortSignal
}

/** Puts a value of JSON or YAML in its place: a text, or a list of them. Gives what is wrong with it. */
export async function placeValue(value: unknown, type: ParameterType, target: Target): Promise<Problem[]> {
  if (type.id === 'array') return placeList(value, type, target)
  const { entry } = target
  if (!isScalar(type))
    return [
      problemAt(
        entry,
        `it is ${type.id === 'image' ? 'an image' : 'a file'}, and a text is given`,
        'Give the file by NAME=@FILE.',
      ),
    ]
  const text = textOfValue(value, type)
  if (text === undefined)
    return [
      problemAt(
        entry,
        `a value of another kind than ${type.id} is given`,
        'Write it as JSON writes that kind: 42, true, "text".',
      ),
    ]
  await write(text, target)
  return []
}

async function placeList(value: unknown, type: ArrayType, target: Target): Promise<Problem[]> {
  const { entry } = target
  if (!Array.isArray(value))
    return [problemAt(entry, 'it is an array, and no list is given', 'Write a list such as [1,2,3].')]
  if (value.length > mostItems) return [problemAt(entry, `it has more than ${mostItems} items`, 'Give fewer.')]
  await makeFolder(target)
  await write(arrayYmlOf(value.length), below(target, arrayYml))
  const problems: Problem[] = []
  for (const [index, item] of (value as unknown[]).entries())
    problems.push(...(await placeValue(item, type.subtype, below(target, `${index}`))))
  return problems
}

/** Puts what is in a file or folder of the user in its place. Gives what is wrong with it. */
export async function placeSource(from: Entry, type: ParameterType, target: Target): Promise<Problem[]> {
  const source = await sourceAt(from)
  if ('problem' in source) return [source.problem]
  if (type.id === 'array') {
    if (source.is === 'folder') return placeArray({ ...from, path: source.path }, type, target)
    return [problemAt(from, 'it is a file, and an array is a folder of its items', 'Name the items 0, 1, 2.')]
  }
  if (source.is === 'folder') {
    if (type.id === 'image') return placeSlide({ ...from, path: source.path }, target)
    return [problemAt(from, `it is a folder, and a value of type ${type.id} is a file`, 'Name the file itself.')]
  }
  if (isScalar(type)) return placeText({ ...from, path: source.path }, type, target)
  await copy(source, target)
  return []
}

/** A text's last newline, which editors put there, is taken off. */
async function placeText(from: Entry, type: ScalarType, target: Target): Promise<Problem[]> {
  const read = await readWhole(from, type.id === 'geometry' ? longestGeometry : longestText)
  if ('problem' in read) return [read.problem]
  const bytes = withoutNewline(read.bytes)
  // What is no text is put there as it is, to be told of by the check of what was put.
  const { text, problems } = textOf(bytes)
  await write(text === undefined || problems.length > 0 ? bytes : canonicalText(text, type), target)
  return []
}

async function placeArray(from: Entry, type: ArrayType, target: Target): Promise<Problem[]> {
  const found = await namesIn(from, mostItems + 1)
  if ('problem' in found) return [found.problem]
  await makeFolder(target)
  const isItem = (name: string) => /^\d+$/.test(name)
  const problems: Problem[] = []
  for (const name of found.names) {
    if (isItem(name)) problems.push(...(await placeSource(within(from, name), type.subtype, below(target, name))))
    else if (name === arrayYml) problems.push(...(await placeFile(within(from, name), below(target, name))))
    else if (!name.startsWith('.'))
      problems.push(
        problemAt(within(from, name), 'it is no item of the array', 'Name items 0, 1, 2, without an ending.'),
      )
  }
  if (!found.names.includes(arrayYml))
    await write(arrayYmlOf(found.names.filter(isItem).length), below(target, arrayYml))
  return problems
}

/** A whole slide image is a folder of files. */
async function placeSlide(from: Entry, target: Target): Promise<Problem[]> {
  const found = await namesIn(from, mostItems)
  if ('problem' in found) return [found.problem]
  await makeFolder(target)
  const problems: Problem[] = []
  for (const name of found.names) problems.push(...(await placeFile(within(from, name), below(target, name))))
  return problems
}

async function placeFile(from: Entry, target: Target): Promise<Problem[]> {
  const source = await sourceAt(from)
  if ('problem' in source) return [source.problem]
  if (source.is === 'folder')
    return [problemAt(from, 'it is a folder, and a file is needed', 'Put the file itself there.')]
  await copy(source, target)
  return []
}

function below({ entry, signal }: Target, name: string): Target {
  return { entry: within(entry, name), signal }
}

async function makeFolder({ entry, signal }: Target): Promise<void> {
  refuseStopped(signal)
  await mkdir(fsPath(entry.path)).catch(cannotWrite(entry))
}

async function write(content: string | Uint8Array, { entry, signal }: Target): Promise<void> {
  refuseStopped(signal)
  await writeFile(fsPath(entry.path), content, { flag: 'wx' }).catch(cannotWrite(entry))
}

/** A copy that shares its blocks with the original where the file system can. */
async function copy({ path }: Source, { entry, signal }: Target): Promise<void> {
  refuseStopped(signal)
  const place = fsPath(entry.path)
  await copyFile(fsPath(path), place, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL).catch(cannotWrite(entry))
  await chmod(place, 0o644).catch(cannotWrite(entry))
}

function cannotWrite({ name }: Entry): (error: unknown) => never {
  return (error) => {
    throw fromSystemError(error, `cannot put the input ${textOfBytes(name)} in its place`)
  }
}

function refuseStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new OciPackError('aborted', 'putting the inputs in their places was stopped')
}

function withoutNewline(bytes: Uint8Array): Uint8Array {
  const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? 2 : 1) : 0
  return bytes.subarray(0, bytes.byteLength - end)
}
