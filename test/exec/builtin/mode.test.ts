import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { changedMode } from '../../../src/exec/builtin/mode.js'
import { NotUnderstood } from '../../../src/exec/builtin/notUnderstood.js'
import { hasCommand, runOk } from '../../support/command.js'
import { temporaryFolder } from '../../support/folder.js'
import { needs } from '../../support/needs.js'

const folder = temporaryFolder()
const specs = [
  '755',
  '0644',
  '4755',
  '1777',
  '0',
  '+x',
  '-w',
  '+rw',
  'a+x',
  'u+x',
  'g-r,o-r',
  'a+rX',
  'u=rwx',
  'go=',
  'g=u',
  'u+s',
  'g+s',
  '+t',
  'o+t',
  'u+t',
  'o+s',
  '+s',
  'a-x+X',
  'ug+w',
  'o=g',
  'go-rwx',
  'u+x,g+x',
  'a+rwxst',
  'u-s,g-s',
  'go+u',
]
const modes = [0o644, 0o755, 0o600, 0o4711, 0o2640, 0o000]
const directoryModes = [0o755, 0o700, 0o1777, 0o2755, 0o6711]

/** The modes that a real chmod makes of each of ours, where ours is understood. */
async function compare(program: readonly string[], directory: boolean): Promise<void> {
  let number = 0
  const cases = specs.flatMap((spec) =>
    (directory ? directoryModes : modes).flatMap((mode) => {
      const path = join(folder, `${program.join('-')}-${directory}-${number++}`)
      const ours = understood(spec, mode, directory, program.includes('busybox') ? 'busybox' : 'coreutils')
      if (directory) mkdirSync(path)
      else writeFileSync(path, '')
      chmodSync(path, mode)
      return ours === undefined ? [] : [{ spec, mode, ours, path }]
    }),
  )
  const quoted = cases.map(({ spec, path }) => `${program.join(' ')} -- ${spec} ${path}`)
  await runOk('sh', ['-c', `umask 022; ${quoted.join(' && ')}`])
  const show = (spec: string, mode: number, result: number): string =>
    `${spec} ${mode.toString(8)}: ${result.toString(8)}`
  expect(cases.map(({ spec, mode, ours }) => show(spec, mode, ours))).toEqual(
    cases.map(({ spec, mode, path }) => show(spec, mode, statSync(path).mode & 0o7777)),
  )
  expect(cases.length).toBeGreaterThan(20)
}

function understood(
  spec: string,
  mode: number,
  directory: boolean,
  family: 'coreutils' | 'busybox',
): number | undefined {
  try {
    return changedMode(spec, { mode, directory, umask: 0o022, family })
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined
    throw error
  }
}

describe('changedMode', () => {
  const hasBusybox = hasCommand('busybox')
  for (const directory of [false, true]) {
    const what = directory ? 'directories' : 'files'
    it(`does to ${what} what the host's chmod does`, () => compare(['chmod'], directory))
    it.runIf(hasBusybox)(`does to ${what} what busybox's chmod does`, () => compare(['busybox', 'chmod'], directory))
  }
  if (!hasBusybox) needs('busybox', false)

  it.each(['', 'x', 'u', '99999', '8', 'a+q', 'u+x,', '+x y'])('does not understand %j', (spec) => {
    expect(() => changedMode(spec, { mode: 0o644, directory: false, umask: 0o022, family: 'coreutils' })).toThrow(
      NotUnderstood,
    )
  })
})
