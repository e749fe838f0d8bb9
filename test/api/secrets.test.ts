import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SecretSource } from '../../src/api/options.js'
import { secretReaders } from '../../src/api/secrets.js'
import { temporaryFolder } from '../support/folder.js'
import { failure } from '../support/thrown.js'

const folder = temporaryFolder()
const path = (name: string): string => join(folder, name)

async function read(source: SecretSource, env = {}): Promise<string> {
  const readers = await secretReaders({ s: source }, env)
  return Buffer.from((await readers.get('s')?.()) ?? []).toString()
}

test('a secret is read from a file or a variable, when it is asked for', async () => {
  writeFileSync(path('file'), 'at first')
  const readers = await secretReaders({ f: { file: path('file') }, e: { env: 'E' } }, { E: 'value' })
  writeFileSync(path('file'), 'later')
  expect(Buffer.from((await readers.get('f')?.()) ?? []).toString()).toBe('later')
  expect(Buffer.from((await readers.get('e')?.()) ?? []).toString()).toBe('value')
})

test('a variable that is not set is empty', async () => {
  expect(await read({ env: 'NONE' })).toBe('')
})

test('a pipe is read once, to its end', async () => {
  execFileSync('mkfifo', [path('pipe')])
  const readers = await secretReaders({ s: { file: path('pipe') } }, {})
  const reading = readers.get('s')?.()
  writeFileSync(path('pipe'), 'through a pipe')
  expect(Buffer.from((await reading) ?? []).toString()).toBe('through a pipe')
  expect(await readers.get('s')?.()).toBe(await reading)
})

test('500 KiB are the most', async () => {
  writeFileSync(path('large'), Buffer.alloc(500 * 1024))
  expect(await read({ file: path('large') })).toHaveLength(500 * 1024)
  writeFileSync(path('larger'), Buffer.alloc(500 * 1024 + 1))
  expect(await failure(secretReaders({ s: { file: path('larger') } }, {}))).toMatchObject({
    code: 'source',
    message: 'the secret s is too large: 512000 bytes are the most',
  })
  // A file that grows after it was looked at.
  writeFileSync(path('grows'), '')
  const readers = await secretReaders({ s: { file: path('grows') } }, {})
  writeFileSync(path('grows'), Buffer.alloc(500 * 1024 + 1))
  expect(await failure(readers.get('s')?.() ?? Promise.resolve())).toMatchObject({ code: 'source' })
})

test('what is no file is told at once', async () => {
  mkdirSync(path('folder'))
  expect(await failure(secretReaders({ s: { file: path('none') } }, {}))).toMatchObject({
    code: 'io',
    message: `reading the secret s from ${path('none')}: no such file or directory`,
  })
  expect(await failure(secretReaders({ s: { file: path('folder') } }, {}))).toMatchObject({
    message: `the secret s: ${path('folder')} is a folder`,
  })
})
