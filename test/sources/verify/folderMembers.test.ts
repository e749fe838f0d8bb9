import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderMembers } from '../../../src/sources/verify/folderMembers.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()
const empty = temporaryFolder()

test('lists what an image may be made of, in the order of names', async () => {
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true })
  for (const name of ['index.json', 'blobs/sha256/b', 'blobs/sha256/a', 'other']) writeFileSync(join(folder, name), '')
  const { members } = await folderMembers(folder)
  expect(members.map(({ name }) => name)).toEqual(['index.json', 'blobs/sha256/a', 'blobs/sha256/b'])
})

test('a folder without blobs has none; blobs that cannot be read are an error', async () => {
  expect((await folderMembers(empty)).members).toEqual([])
  symlinkSync('blobs', join(empty, 'blobs'))
  await expect(folderMembers(empty)).rejects.toThrow(`cannot read ${join(empty, 'blobs')}`)
})
