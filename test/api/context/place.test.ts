import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { contextPlace } from '../../../src/api/context/place.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()
const file = join(folder, 'context.tar')
writeFileSync(file, '')

describe('what a context is', () => {
  test.each([
    ['-', { kind: 'input' }],
    [folder, { kind: 'folder', path: folder }],
    [file, { kind: 'file', path: file }],
    ['https://host.example/context.tar', { kind: 'address', url: 'https://host.example/context.tar' }],
    ['git@host.example:a/b', { kind: 'git', reference: { remote: 'git@host.example:a/b' } }],
    [
      'https://host.example/a.git#v1:sub',
      { kind: 'git', reference: { remote: 'https://host.example/a.git', ref: 'v1', subdir: 'sub' } },
    ],
  ])('%s', async (context, place) => {
    expect(await contextPlace(context)).toEqual(place)
  })

  test('nothing of what is not there', async () => {
    await expect(contextPlace(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'io' })
  })
})
