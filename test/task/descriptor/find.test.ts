import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findDescriptor } from '../../../src/task/descriptor/find.js'
import { maxDescriptor } from '../../../src/task/descriptor/read.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'descriptor-'))
})
afterEach(() => rm(folder, { recursive: true }))

test.each(['descriptor.yml', 'descriptor.yaml'])('%s is found', async (name) => {
  await writeFile(join(folder, name), 'name: x\n')
  const { path, bytes } = await findDescriptor(folder)
  expect(path).toBe(join(folder, name))
  expect(Buffer.from(bytes).toString()).toBe('name: x\n')
})

test('an empty one is found', async () => {
  await writeFile(join(folder, 'descriptor.yml'), '')
  expect((await findDescriptor(folder)).bytes).toHaveLength(0)
})

test('none is an error, and so are two', async () => {
  await expect(findDescriptor(folder)).rejects.toMatchObject({ code: 'not-found' })
  await expect(findDescriptor(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'not-found' })
  await writeFile(join(folder, 'descriptor.yml'), '')
  await writeFile(join(folder, 'descriptor.yaml'), '')
  await expect(findDescriptor(folder)).rejects.toMatchObject({ code: 'source', message: /which one counts/ })
})

test('what is no file is not opened', async () => {
  await mkdir(join(folder, 'descriptor.yml'))
  await expect(findDescriptor(folder)).rejects.toMatchObject({ code: 'source', message: /is not a file/ })
  await rm(join(folder, 'descriptor.yml'), { recursive: true })
  execFileSync('mkfifo', [join(folder, 'descriptor.yml')])
  await expect(findDescriptor(folder)).rejects.toMatchObject({ code: 'source', message: /is not a file/ })
})

test('one that is too long is not read', async () => {
  const path = join(folder, 'descriptor.yml')
  await writeFile(path, '')
  await truncate(path, maxDescriptor)
  expect((await findDescriptor(folder)).bytes).toHaveLength(maxDescriptor)
  await truncate(path, maxDescriptor + 1)
  await expect(findDescriptor(folder)).rejects.toMatchObject({ code: 'source', message: /1048577 bytes/ })
})
