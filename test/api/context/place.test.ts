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
  ])('%s', async (context, place) => {
    expect(await contextPlace(context)).toEqual(place)
  })

  test.each([
    ['git@host.example:a/b', 'usage'],
    ['https://host.example/repository.git', 'usage'],
    [join(folder, 'nowhere'), 'io'],
  ])('%s can be none', async (context, code) => {
    await expect(contextPlace(context)).rejects.toMatchObject({ code })
  })
})
