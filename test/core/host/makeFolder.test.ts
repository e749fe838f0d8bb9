import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { makeFolder } from '../../../src/core/host/makeFolder.js'
import { temporaryFolder } from '../../support/folder.js'
import { needs } from '../../support/needs.js'

const base = temporaryFolder()

it('makes folders for their owner alone, and leaves those that are there', async () => {
  mkdirSync(join(base, 'there'))
  await Promise.all([makeFolder(join(base, 'there/a/b')), makeFolder(join(base, 'there/a/c'))])
  await makeFolder(join(base, 'there'))
  const modes = ['there/a/b', 'there/a/c', 'there/a'].map((name) => statSync(join(base, name)).mode & 0o777)
  expect(modes).toEqual([0o700, 0o700, 0o700])
  expect(statSync(join(base, 'there')).mode & 0o777).not.toBe(0o700)
})

it('takes a link to a folder for one', async () => {
  symlinkSync(base, join(base, 'link'))
  await makeFolder(join(base, 'link'))
  await makeFolder(join(base, 'link/below'))
  expect(statSync(join(base, 'below')).isDirectory()).toBe(true)
})

it.each(['file', 'file/below', 'loop/below'])('fails at %s', async (name) => {
  writeFileSync(join(base, 'file'), '')
  try {
    symlinkSync('nowhere', join(base, 'loop'))
  } catch {
    // It was made for the case before.
  }
  await expect(makeFolder(join(base, name))).rejects.toThrow()
})

it.runIf(needs('/proc', process.platform === 'linux'))('ends where nothing can be made', async () => {
  await expect(makeFolder('/proc/a/b')).rejects.toMatchObject({ code: 'ENOENT' })
})
