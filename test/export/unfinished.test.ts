import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isUnfinished, removeUnfinished, unfinishedName } from '../../src/export/unfinished.js'
import { temporaryFolder } from '../support/folder.js'

const folder = temporaryFolder()

/** The name that a process which is dead by now would have given. */
function ofDead(name: string): string {
  const [beginning = '', , ...rest] = unfinishedName(name).split('-')
  return [beginning, 2 ** 22 + 1, ...rest].join('-')
}

it.each(['image.tar', '.hidden', 'a-b.c', '漢'.repeat(80)])('an unfinished %j is known by its name', (name) => {
  const unfinished = unfinishedName(name)
  expect(isUnfinished(unfinished)).toBe(true)
  expect(Buffer.byteLength(unfinished)).toBeLessThan(256)
})

it.each([
  'image.tar',
  '.image.tar',
  '.a.0123456789ab',
  '.',
  '.git',
  unfinishedName('a').slice(1),
  `${unfinishedName('a')}.gz`,
])('%j is none', (name) => {
  expect(isUnfinished(name)).toBe(false)
})

it('goes away when its maker is dead, and with it nothing else', async () => {
  const own = unfinishedName('image.tar')
  const others = ['image.tar', '.image.tar', `${ofDead('a')}.gz`, own]
  for (const name of [...others, ofDead('image.tar'), ofDead('other')]) writeFileSync(join(folder, name), 'x')
  mkdirSync(join(folder, ofDead('folder'), 'in/it'), { recursive: true })
  await removeUnfinished(folder)
  expect(
    readdirSync(folder)
      .filter((name) => !name.startsWith('.folder'))
      .sort(),
  ).toEqual(others.sort())
  await removeUnfinished(join(folder, 'nowhere'))
})
