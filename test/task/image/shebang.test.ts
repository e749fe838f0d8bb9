import { describe, expect, test } from 'vitest'
import { readEnvArgument, readShebang } from '../../../src/task/image/shebang.js'

const long = 'x'.repeat(300)

describe('readShebang reads what Linux reads', () => {
  test.each([
    ['#!/bin/sh\n', '/bin/sh', undefined],
    ['#!/bin/sh', '/bin/sh', undefined],
    ['#! \t/bin/sh -e  \nrest', '/bin/sh', '-e'],
    ['#!/usr/bin/env python3 -u\n', '/usr/bin/env', 'python3 -u'],
    ['#!/bin/sh\r\n', '/bin/sh\r', undefined],
    ['#!/bin/sh -e\r\n', '/bin/sh', '-e\r'],
    ['#!/bin/sh\0-e\n', '/bin/sh', undefined],
    [`#!/bin/sh ${long}\n`, '/bin/sh', 'x'.repeat(245)],
  ])('%j', (text, interpreter, argument) => {
    const bytes = Buffer.from(text)
    expect(readShebang(bytes)).toEqual({ interpreter, argument })
  })

  test.each(['', '#', '#!', '#!\n/bin/sh', '#!  \n', '# /bin/sh\n', ' #!/bin/sh\n', `#!/${long}\n`])(
    '%j is none',
    (text) => {
      expect(readShebang(Buffer.from(text))).toBeUndefined()
    },
  )
})

describe('readEnvArgument', () => {
  test.each([
    ['python3', { kind: 'program', name: 'python3', split: false }],
    ['python3 -u', { kind: 'one-word', name: 'python3 -u' }],
    ['-S python3 -u', { kind: 'program', name: 'python3', split: true }],
    ['-Spython3', { kind: 'program', name: 'python3', split: true }],
    ['-vS A=b  B=c python3', { kind: 'program', name: 'python3', split: true }],
    ['--split-string=python3 x', { kind: 'program', name: 'python3', split: true }],
    ['-S -i python3', { kind: 'unknown' }],
    ['-S "py thon"', { kind: 'unknown' }],
    ['-S ${X} y', { kind: 'unknown' }],
    ['-S', { kind: 'unknown' }],
    ['-i', { kind: 'unknown' }],
    ['A=b', { kind: 'unknown' }],
  ])('%s', (argument, expected) => {
    expect(readEnvArgument(argument)).toEqual(expected)
  })
})
