import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyTree } from '../../../src/api/reproduce/copyTree.js'
import { hostTree } from '../../../src/rootfs/hostTree.js'
import { temporaryFolder } from '../../support/folder.js'
import { failure } from '../../support/thrown.js'
import { listing, tree } from '../../support/trees.js'

const folder = temporaryFolder()
const { signal } = new AbortController()
const seen = (path: string): string[] => listing(hostTree(path, { mtime: (own) => own }))

test('a copy has the same files, modes and links, and times where they count', async () => {
  const from = join(folder, 'from')
  mkdirSync(join(from, 'closed'), { recursive: true })
  writeFileSync(join(from, 'closed/file'), 'text', { mode: 0o400 })
  linkSync(join(from, 'closed/file'), join(from, 'twin'))
  symlinkSync('nowhere', join(from, 'link'))
  utimesSync(join(from, 'twin'), 1000, 1000)
  chmodSync(join(from, 'closed'), 0o500)
  for (const keepTimes of [true, false]) {
    const to = join(folder, `to-${keepTimes}`)
    mkdirSync(to)
    await copyTree(hostTree(from, { mtime: (own) => own }), to, { keepTimes, signal })
    expect(seen(to)).toEqual(seen(from))
    expect(readFileSync(join(to, 'closed/file'), 'utf8')).toBe('text')
    expect(readlinkSync(join(to, 'link'))).toBe('nowhere')
    expect(lstatSync(join(to, 'twin')).nlink).toBe(2)
    expect(lstatSync(join(to, 'twin')).mtimeMs === 1_000_000).toBe(keepTimes)
  }
  chmodSync(join(from, 'closed'), 0o700)
  for (const keepTimes of [true, false]) chmodSync(join(folder, `to-${keepTimes}/closed`), 0o700)
})

test('what is no ordinary file is refused, and so is going on after a stop', async () => {
  const to = join(folder, 'refused')
  mkdirSync(to)
  const fifo = {
    type: 'fifo',
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: 0,
    mtimeNsec: 0,
    xattrs: new Map(),
    devMajor: 0,
    devMinor: 0,
  } as const
  const options = { keepTimes: false, signal }
  expect(await failure(copyTree(tree({ fifo }), to, options))).toMatchObject({ code: 'unsupported' })
  const stopped = { ...options, signal: AbortSignal.abort() }
  expect(await failure(copyTree(tree({}), to, stopped))).toMatchObject({ code: 'aborted' })
})
