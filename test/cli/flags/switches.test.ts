import { expect, test } from 'vitest'
import { plainSwitches } from '../../../src/cli/flags/switches.js'

test.each<[string[], string[]]>([
  [
    ['--pull=true', '.'],
    ['--pull', '.'],
  ],
  [['--pull=1'], ['--pull']],
  [['--pull=false', '.'], ['.']],
  [['--pull'], ['--pull']],
  [['--pull=maybe'], ['--pull=maybe']],
  [['--tag=true'], ['--tag=true']],
  [['=true'], ['=true']],
  [
    ['--', '--pull=true'],
    ['--', '--pull=true'],
  ],
])('%j', (args, expected) => {
  expect(plainSwitches(args, new Set(['--pull']))).toEqual(expected)
})
