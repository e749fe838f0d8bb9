import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { whichProgram } from '../../../src/core/host/whichProgram.js'
import { temporaryFolder } from '../../support/folder.js'

const folder = temporaryFolder()

it('takes the first that may be executed, in a folder that is named in full', () => {
  for (const name of ['a', 'b', 'c']) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'tool'), '')
  }
  chmodSync(join(folder, 'b/tool'), 0o755)
  chmodSync(join(folder, 'c/tool'), 0o755)
  const path = ['a', 'b', 'c'].map((name) => join(folder, name)).join(':')
  expect(whichProgram('tool', `.::${path}`)).toBe(join(folder, 'b/tool'))
  expect(whichProgram('absent', path)).toBeUndefined()
  expect(whichProgram('tool', '')).toBeUndefined()
})
