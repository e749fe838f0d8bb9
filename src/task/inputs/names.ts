import { resolve } from 'node:path'
import { bytesOfText, type ByteString, textOfBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import { didYouMean } from '../../dockerfile/suggest.js'
import type { TaskDescriptor } from '../descriptor/descriptor.js'
import { type Entry, namesIn } from '../values/entry.js'
import type { Problem } from '../values/report.js'
import type { GivenInputs } from './given.js'
import { sourceAt } from './source.js'

/** A folder of inputs with more in it is not read. */
const mostNames = 10_000

/** The names of what the user gives: those in the folder with where they lie, and all. Hidden files, which systems leave in folders, are none. */
export async function givenNames({
  folder,
  values,
}: GivenInputs): Promise<{ inFolder: ReadonlyMap<ByteString, Entry>; all: readonly ByteString[] }> {
  const inFolder = new Map<ByteString, Entry>()
  if (folder !== undefined) {
    for (const name of await namesOfFolder(folder))
      if (!name.startsWith('.')) inFolder.set(name, { path: `${bytesOfText(resolve(folder))}/${name}`, name })
  }
  return { inFolder, all: [...new Set([...values.keys()].map(bytesOfText).concat([...inFolder.keys()]))] }
}

const hint = 'Name the folder with a file or a folder for each input.'

async function namesOfFolder(folder: string): Promise<readonly ByteString[]> {
  const source = await sourceAt({ path: bytesOfText(resolve(folder)), name: bytesOfText(folder) })
  if ('problem' in source)
    throw new OciPackError('source', `cannot read the inputs in ${folder}: ${source.problem.message}`, { hint })
  if (source.is === 'file')
    throw new OciPackError('source', `the inputs in ${folder} cannot be read: it is a file, not a folder`, { hint })
  const found = await namesIn({ path: source.path, name: bytesOfText(folder) }, mostNames)
  if ('problem' in found)
    throw new OciPackError('source', `cannot read the inputs in ${folder}: ${found.problem.message}`, { hint })
  return found.names
}

/** What is wrong with a name that no input has. */
export function unknownInput(name: ByteString, { inputs }: TaskDescriptor): Problem {
  const text = textOfBytes(name)
  const names = inputs.map((input) => input.name)
  const message = 'the Task has no such input'
  const sameLetters = names.find((known) => known.toLowerCase() === text.toLowerCase())
  if (sameLetters !== undefined) return { message, hint: `Upper and lower case differ: it is called ${sameLetters}.` }
  const stem = text.replace(/\.[^.]*$/, '')
  if (names.includes(stem))
    return { message, hint: `Name the file ${stem}, without an ending, as the App Engine does.` }
  return {
    message,
    hint: didYouMean(text, names) ?? (names.length === 0 ? 'It has none.' : `Its inputs are ${names.join(', ')}.`),
  }
}
