import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../support/folder.js'
import { type ImageSummary, imageSummary } from '../support/imageSummary.js'
import { needs } from '../support/needs.js'
import { cliPath } from '../support/paths.js'
import { tarItem, writeTar } from '../support/tarItems.js'

const folder = temporaryFolder()
const image = join(folder, 'image.tar')
const copyAll = 'FROM scratch\nCOPY . /c/\n'
const archive = writeTar([
  tarItem({ name: 'Dockerfile', body: Buffer.from(copyAll) }),
  tarItem({ name: 'sub/Other', body: Buffer.from('FROM scratch\nCOPY sub /other/\n') }),
])

function build(input: Uint8Array | string, args: readonly string[]): { status: number | null; stderr: string } {
  const all = [cliPath, 'build', '-q', '--cache-dir', join(folder, 'cache'), '-o', image, ...args]
  return spawnSync(process.execPath, all, { input, encoding: 'utf8' })
}

function built(input: Uint8Array | string, args: readonly string[]): ImageSummary {
  expect(build(input, args)).toMatchObject({ status: 0, stderr: '' })
  return imageSummary(readFileSync(image))
}

const files = ['c', 'c/Dockerfile', 'c/sub', 'c/sub/Other']

describe('standard input', () => {
  test('as an archive', () => {
    expect(Object.keys(built(archive, ['-']).tree)).toEqual(files)
    expect(Object.keys(built(archive, ['-f', 'sub/Other', '-']).tree)).toEqual(['other', 'other/Other'])
  })

  describe.each(['gzip', 'bzip2', 'xz', 'zstd'])('packed with %s', (program) => {
    test.runIf(needs(program, spawnSync(program, ['--version']).status === 0))('as an archive', () => {
      const packed = execFileSync(program, ['-c'], { input: archive })
      expect(Object.keys(built(packed, ['-']).tree)).toEqual(files)
    })
  })

  test('as a Dockerfile, whose context is empty', () => {
    expect(Object.keys(built(copyAll, ['-']).tree)).toEqual(['c'])
  })

  test('as the Dockerfile of a folder, and of an archive in a file', () => {
    const context = join(folder, 'context')
    mkdirSync(context)
    writeFileSync(join(context, 'x'), 'x')
    expect(Object.keys(built(copyAll, ['-f', '-', context]).tree)).toEqual(['c', 'c/x'])
    writeFileSync(join(folder, 'context.tar'), archive)
    const { tree } = built('FROM scratch\nCOPY sub /sub/\n', ['-f', '-', join(folder, 'context.tar')])
    expect(Object.keys(tree)).toEqual(['sub', 'sub/Other'])
  })

  test.each<[string, Uint8Array | string, readonly string[], number, RegExp]>([
    ['for both', archive, ['-f', '-', '-'], 2, /^error: the context and the Dockerfile cannot both be read from/],
    ['a Dockerfile that -f names too', copyAll, ['-f', 'x', '-'], 2, /^error: standard input is no archive/],
    ['nothing', '', ['-'], 1, /^error: Dockerfile \(standard input\) contains no stage to build\n/],
    [
      'another Dockerfile',
      archive,
      ['-f', 'sub/other', '-'],
      1,
      /is not in the context\nhelp: Did you mean sub\/Other\?/,
    ],
  ])('refused: %s', (_, input, args, status, stderr) => {
    expect(build(input, args)).toMatchObject({ status, stderr: expect.stringMatching(stderr) as string })
  })
})

test.each([
  ['check', '-'],
  ['bundle', '-'],
  ['run', 'https://user:secret@host.example/context.tar'],
  ['check', 'git@host.example:a/b'],
])('%s takes no context of %s', (command, context) => {
  const { status, stderr } = spawnSync(process.execPath, [cliPath, command, context], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toMatch(/^error: a Task cannot be read from /)
  expect(stderr).not.toContain('secret')
})
