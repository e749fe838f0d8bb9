import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { deliver } from '../../../src/task/run/deliver.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()
let count = 0
let from: string
let to: string
beforeEach(() => {
  from = join(folder, `${++count}`, 'from')
  to = join(folder, `${count}`, 'to')
  mkdirSync(from, { recursive: true })
})

describe('deliver', () => {
  test('makes the folder, and moves files and folders into it', async () => {
    writeFileSync(join(from, 'sum'), '42')
    mkdirSync(join(from, 'list'))
    writeFileSync(join(from, 'list/0'), 'a')
    expect(await deliver({ from, to, keep: false })).toEqual([])
    expect(readFileSync(join(to, 'sum'), 'utf8')).toBe('42')
    expect(readFileSync(join(to, 'list/0'), 'utf8')).toBe('a')
    expect(readdirSync(to).sort()).toEqual(['list', 'sum'])
    expect(readdirSync(from)).toEqual([])
  })

  test('leaves them where they were, where they are to be kept', async () => {
    writeFileSync(join(from, 'sum'), '42')
    await deliver({ from, to, keep: true })
    expect(readdirSync(from)).toEqual(['sum'])
    expect(readdirSync(to)).toEqual(['sum'])
  })

  test('replaces what has the same name, a folder by a file and a file by a folder too, and nothing else', async () => {
    mkdirSync(join(to, 'a/old'), { recursive: true })
    for (const name of ['b', 'c', 'mine']) writeFileSync(join(to, name), 'old')
    writeFileSync(join(from, 'a'), 'new')
    mkdirSync(join(from, 'b'))
    writeFileSync(join(from, 'c'), 'new')
    await deliver({ from, to, keep: false })
    expect(readFileSync(join(to, 'a'), 'utf8')).toBe('new')
    expect(readdirSync(join(to, 'b'))).toEqual([])
    expect(readFileSync(join(to, 'c'), 'utf8')).toBe('new')
    expect(readFileSync(join(to, 'mine'), 'utf8')).toBe('old')
    expect(readdirSync(to).sort()).toEqual(['a', 'b', 'c', 'mine'])
  })

  test('delivers no links, wherever they lie and lead, and tells it', async () => {
    writeFileSync(join(folder, `${count}`, 'secret'), 'secret')
    symlinkSync('../secret', join(from, 'link'))
    mkdirSync(join(from, 'list'))
    symlinkSync('/', join(from, 'list/1'))
    const told = await deliver({ from, to, keep: false })
    expect(told).toHaveLength(2)
    expect(told.join()).toMatch(/"link" .*"list\/1" /)
    expect(readdirSync(join(to, 'list'))).toEqual([])
    expect(existsSync(join(to, 'link'))).toBe(false)
  })

  test('gives the permissions that other files of the user get', async () => {
    writeFileSync(join(from, 'sum'), '42')
    chmodSync(join(from, 'sum'), 0o777)
    await deliver({ from, to, keep: false })
    writeFileSync(join(to, 'other'), '')
    expect(statSync(join(to, 'sum')).mode).toBe(statSync(join(to, 'other')).mode)
  })
})
