import type { ArrayType, ParameterType } from '../descriptor/descriptor.js'
import { arrayYml, readArrayYml } from './arrayYml.js'
import { type Entry, look, namesIn, problemAt, readWhole, within } from './entry.js'
import { checkFile } from './file.js'
import { keepToLimit } from './hints.js'
import { checkImageFile } from './image/image.js'
import { checkImageFolder } from './image/wsidicom.js'
import type { Checked, Problem, ValueReport } from './report.js'
import { checkScalar, isScalar, type ScalarType } from './scalar.js'
import { itemsInWords, shown } from './shown.js'
import { isBlank, textOf } from './text.js'

/** What a value is: an input or an output, whole or an item of an array. */
export interface Role {
  readonly kind: ValueReport['kind']
  readonly isItem: boolean
}

/** Items of one array, those of the arrays in it not counted. */
export const mostItems = 100_000
export const longestText = 1024 * 1024
export const longestGeometry = 32 * 1024 * 1024

/** Checks the file or folder of a value, whatever lies there; undefined where there is nothing. Nothing outside of it is read. */
export async function checkValue(entry: Entry, type: ParameterType, role: Role): Promise<Checked | undefined> {
  const found = await look(entry)
  if (found.is === 'nothing') return undefined
  if (found.is === 'wrong') return { problems: [found.problem] }
  const isFolder = found.is === 'folder'
  if (type.id === 'array') return isFolder ? checkArray(entry, type, role) : notAFolder(entry)
  if (type.id === 'image' && isFolder) return checkSlide(entry, () => checkImageFolder(entry, type), role)
  if (isFolder) return notAFile(entry)
  if (type.id === 'image') return checkImageFile(entry, type)
  return isScalar(type) ? checkText(entry, type, role) : checkFile(entry, type)
}

async function checkText(entry: Entry, type: ScalarType, { kind, isItem }: Role): Promise<Checked> {
  const read = await readWhole(entry, type.id === 'geometry' ? longestGeometry : longestText)
  if ('problem' in read) return { problems: [read.problem] }
  const { text, problems } = textOf(read.bytes)
  const found = [...problems]
  if (text !== undefined && isBlank(text) && (kind === 'output' || type.id !== 'string'))
    found.push({ message: 'it is blank', hint: 'Write a value there.' })
  else if (text !== undefined) found.push(...(await checkScalar(text, type, isItem)))
  return {
    value: text === undefined ? undefined : shown(text),
    problems: found.map(({ message, hint }) => problemAt(entry, message, hint)),
  }
}

async function checkSlide(entry: Entry, check: () => Promise<Checked>, { kind, isItem }: Role): Promise<Checked> {
  const checked = await check()
  if (kind === 'input' || !isItem) return checked
  const message = 'the App Engine takes no folder as an item of an array of images'
  return { ...checked, problems: [...checked.problems, problemAt(entry, message, 'Write the DICOM files as one zip.')] }
}

/** An array is a folder of `array.yml` and its items, which are named 0, 1, 2 and so on. */
async function checkArray(entry: Entry, type: ArrayType, { kind }: Role): Promise<Checked> {
  const found = await namesIn(entry, mostItems + 1)
  if ('problem' in found) return { problems: [found.problem] }
  const indices = new Set(found.names.filter((name) => /^(?:0|[1-9]\d{0,8})$/.test(name)))
  const others = found.names.filter((name) => !indices.has(name) && name !== arrayYml)
  const problems: Problem[] = [
    ...(await checkArrayYml(entry, found.names.includes(arrayYml), indices.size)),
    ...checkCount(entry, indices.size, type),
    ...others.map((name) => notAnItem(within(entry, name), type)),
  ]
  for (let index = 0; index < indices.size; index++) {
    const item = await checkValue(within(entry, `${index}`), type.subtype, { kind, isItem: true })
    if (item) problems.push(...item.problems)
    else
      problems.push(
        problemAt(within(entry, `${index}`), 'the item is missing', 'Number the items from 0 on, without a gap.'),
      )
  }
  return { value: itemsInWords(indices.size), items: indices.size, problems }
}

async function checkArrayYml(entry: Entry, isThere: boolean, items: number): Promise<Problem[]> {
  if (!isThere) return [problemAt(entry, `the array has no ${arrayYml}`, `Write one with size: ${items} in it.`)]
  const told = await readArrayYml(within(entry, arrayYml))
  if ('problem' in told) return [told.problem]
  if (told.size === items) return []
  const message = `it tells the size ${told.size}, and there are ${items} items`
  return [problemAt(within(entry, arrayYml), message, `Write it as size: ${items}, or add what is missing.`)]
}

function checkCount(entry: Entry, items: number, { minSize, maxSize }: ArrayType): Problem[] {
  const has = `the array has ${itemsInWords(items)}`
  if (minSize !== undefined && items < minSize)
    return [problemAt(entry, `${has}, at least ${minSize} are needed`, keepToLimit)]
  if (maxSize !== undefined && items > maxSize)
    return [problemAt(entry, `${has}, at most ${maxSize} are allowed`, keepToLimit)]
  return []
}

function notAnItem(entry: Entry, { subtype }: ArrayType): Problem {
  const holdsGeometries = entry.name.endsWith('.geojson') && subtype.id === 'geometry'
  const hint = holdsGeometries
    ? 'Write each geometry as a file of its own, named 0, 1, 2.'
    : 'Name items 0, 1, 2, without an ending.'
  return problemAt(entry, 'it is no item of the array', hint)
}

function notAFolder(entry: Entry): Checked {
  const hint = `Write a folder with ${arrayYml} and the items 0, 1, 2 in it.`
  return { problems: [problemAt(entry, 'it is not a folder, as an array is', hint)] }
}

function notAFile(entry: Entry): Checked {
  return { problems: [problemAt(entry, 'it is not a file', 'Write the value into a file of this name.')] }
}
