import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { writeFiles } from '../../../src/task/init/writeFiles.js'
import { temporaryFolder } from '../../support/folder.js'

const root = temporaryFolder()
let folder: string
let count = 0
beforeEach(() => {
  folder = join(root, `${++count}`)
})

const files = ['a', 'in/b', 'in/deep/c'].map((path) => ({ path, content: Buffer.from(`new ${path}`) }))
const signal = new AbortController().signal
const write = (force = false, stop = signal): Promise<void> => writeFiles(folder, files, { force, signal: stop })
const namesIn = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
const all = ['a', 'in', 'in/b', 'in/deep', 'in/deep/c']

test('into a folder that is not there yet', async () => {
  folder = join(folder, 'x/y')
  await write()
  expect(namesIn()).toEqual(all)
  expect(readFileSync(join(folder, 'in/deep/c'), 'utf8')).toBe('new in/deep/c')
})

test('into one that holds other files', async () => {
  mkdirSync(join(folder, 'in'), { recursive: true })
  writeFileSync(join(folder, 'in/other'), 'old')
  await write()
  expect(namesIn()).toEqual([...all, 'in/other'])
})

test('nothing is written where one of them is there, unless it is to be replaced', async () => {
  mkdirSync(join(folder, 'in'), { recursive: true })
  for (const path of ['a', 'in/b']) writeFileSync(join(folder, path), 'old')
  await expect(write()).rejects.toMatchObject({
    code: 'io',
    message: `${folder} has a, in/b already`,
    hint: 'Name another folder, or say --force to replace them.',
  })
  expect(namesIn()).toEqual(['a', 'in', 'in/b'])
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('old')
  await write(true)
  expect(namesIn()).toEqual(all)
  expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('new a')
})

test.each<[string, (elsewhere: string) => void, RegExp]>([
  ['a file where a folder is to be', () => writeFileSync(join(folder, 'in'), ''), /in is there and is no folder$/],
  ['a folder where a file is to be', () => mkdirSync(join(folder, 'a')), /a is there and is no file$/],
  ['a link to a folder', (elsewhere) => symlinkSync(elsewhere, join(folder, 'in')), /in is there and is no folder$/],
  [
    'a link to a file',
    (elsewhere) => symlinkSync(join(elsewhere, 'kept'), join(folder, 'a')),
    /a is there and is no file$/,
  ],
  ['a link to nothing', () => symlinkSync('nothing', join(folder, 'a')), /a is there and is no file$/],
])('%s is neither followed nor replaced, whatever is said', async (_, make, message) => {
  const elsewhere = join(root, `elsewhere-${count}`)
  mkdirSync(elsewhere)
  writeFileSync(join(elsewhere, 'kept'), 'kept')
  mkdirSync(folder)
  make(elsewhere)
  const before = namesIn()
  for (const force of [false, true]) await expect(write(force)).rejects.toThrow(message)
  expect(namesIn()).toEqual(before)
  expect(readdirSync(elsewhere)).toEqual(['kept'])
  expect(readFileSync(join(elsewhere, 'kept'), 'utf8')).toBe('kept')
})

test('where the folder is a file', async () => {
  writeFileSync(folder, 'file')
  await expect(write(true)).rejects.toThrow(`${folder} is there and is no folder`)
})

test('what was written until it was stopped is taken away, and what was there stays', async () => {
  await expect(write(false, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
  expect(existsSync(folder)).toBe(false)
  mkdirSync(join(folder, 'in'), { recursive: true })
  writeFileSync(join(folder, 'in/other'), 'old')
  await expect(write(false, AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' })
  expect(namesIn()).toEqual(['in', 'in/other'])
})
