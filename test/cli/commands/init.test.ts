import { expect, test } from 'vitest'
import type { InitOptions } from '../../../src/api/init.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

async function asked(...args: string[]): Promise<{ options: InitOptions | undefined; printed: string }> {
  const io = fakeIo()
  let options: InitOptions | undefined
  const init = async (given: InitOptions) => {
    options = given
    return { files: ['.gitignore', 'a\x1b[2J'] }
  }
  expect(await parseCommandLine(['init', ...args])(io, fakeApi({ init }))).toBe(0)
  return { options, printed: io.stdout.text }
}

test('what is asked for, and what is when nothing is said', async () => {
  expect((await asked()).options).toMatchObject({
    folder: '.',
    language: 'python',
    namespace: 'com.my.task',
    name: 'My task',
  })
  const flags = ['--language', 'r', '--namespace', 'org.cells', '--name', 'Count cells', '--force', 'cells']
  expect((await asked(...flags)).options).toMatchObject({
    folder: 'cells',
    language: 'r',
    namespace: 'org.cells',
    name: 'Count cells',
    force: true,
  })
})

test('tells what was written, a line each, and what comes next', async () => {
  expect((await asked()).printed).toMatch(/^\.gitignore\na\n\nNext: .*README\.md/)
})

test('a language that there is nothing for', () => {
  expect(() => parseCommandLine(['init', '--language', 'cobol'])).toThrow(expect.objectContaining({ code: 'usage' }))
})
