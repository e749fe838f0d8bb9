import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { run, runOk } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { cliPath } from '../support/paths.js'

let folder: string
let kept: string

/** The program itself, with a bundle that tells a word. */
beforeEach(() => {
  folder = join(temporaryFolder(), 'cli')
  kept = join(folder, 'code/tell')
  mkdirSync(folder)
  copyFileSync(cliPath, join(folder, 'main.mjs'))
  writeBundle('one')
})

function writeBundle(word: string): void {
  const text = `const { basename } = require('node:path')
module.exports.runCommandLine = async (args) => {
  console.log(${JSON.stringify(word)}, basename(__filename))
  process.exitCode = args.includes('fail') ? 1 : 0
}`
  writeFileSync(join(folder, 'run.cjs'), text)
}

const program = (): string => join(folder, 'main.mjs')
const tell = async (): Promise<string> => (await runOk(process.execPath, [program(), 'tell'])).trim()
/** Another one each time that code is kept. */
const keptFile = (): number => statSync(kept).ino

test('a command runs the same with its code and without', async () => {
  expect(await tell()).toBe('one run.cjs')
  const file = keptFile()
  expect(await tell()).toBe('one run.cjs')
  expect(keptFile()).toBe(file)
  expect(readdirSync(join(folder, 'code'))).toEqual(['tell'])
})

test.each([
  ['nothing', () => Buffer.alloc(0)],
  ['anything', () => Buffer.from('not code at all')],
  ['a part of it', (code: Buffer) => code.subarray(0, code.byteLength / 2)],
  ['that of another version of V8', (code: Buffer) => Buffer.from(code).fill(7, 4, 8)],
])('%s in place of the code is passed over, and replaced', async (_, spoiled) => {
  await tell()
  const code = readFileSync(kept)
  writeFileSync(kept, spoiled(code))
  expect(await tell()).toBe('one run.cjs')
  expect(readFileSync(kept).byteLength).toBe(code.byteLength)
})

test('code of a bundle of another length is passed over', async () => {
  await tell()
  writeBundle('another')
  expect(await tell()).toBe('another run.cjs')
})

test('no code is kept of a command that fails', async () => {
  await run(process.execPath, [program(), 'tell', 'fail'])
  expect(existsSync(kept)).toBe(false)
})

test("the code that shows help is not taken for the command's", async () => {
  await run(process.execPath, [program(), 'tell', '--help'])
  await run(process.execPath, [program(), '../tell'])
  expect(readdirSync(join(folder, 'code'))).toEqual(['help', 'other'])
})

test('a place that cannot be written is no failure', async () => {
  writeFileSync(join(folder, 'code'), 'a file where a folder would be')
  expect(await tell()).toBe('one run.cjs')
})

test('the command keeps its code beside the program', async () => {
  await runOk(process.execPath, [cliPath, 'doctor', '--cache-dir', temporaryFolder()])
  expect(existsSync(join(cliPath, '../code/doctor'))).toBe(true)
})
