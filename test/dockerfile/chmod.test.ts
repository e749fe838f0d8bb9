import { expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { parseChmod } from '../../src/dockerfile/chmod.js'

// What Docker 28.5.2 made of files of these modes by COPY --chmod.
test.each<[string, number, number, number, number]>([
  ['u=rwX,go-w', 0o640, 0o750, 0o711, 0o600],
  ['a+rX', 0o644, 0o755, 0o4755, 0o644],
  ['+x', 0o751, 0o751, 0o4711, 0o711],
  ['u=g', 0o440, 0o550, 0o4111, 0],
  ['g=u,o=g', 0o666, 0o777, 0o4777, 0o666],
  ['u+s', 0o4640, 0o4750, 0o4711, 0o4600],
  ['g+s', 0o2640, 0o2750, 0o6711, 0o2600],
  ['o+s', 0o640, 0o750, 0o4711, 0o600],
  ['+t', 0o1640, 0o1750, 0o5711, 0o1600],
  ['u=', 0o40, 0o50, 0o11, 0],
  ['a-x,a+X', 0o640, 0o751, 0o4711, 0o600],
  ['go=u-w', 0o644, 0o755, 0o4755, 0o644],
  ['u=rwx,go=rx', 0o755, 0o755, 0o755, 0o755],
  ['=r', 0o444, 0o444, 0o444, 0o444],
  ['-X', 0o640, 0o640, 0o4600, 0o600],
  ['ug+rw-x', 0o660, 0o660, 0o4661, 0o660],
  ['u+t', 0o1640, 0o1750, 0o5711, 0o1600],
  ['o+t', 0o640, 0o750, 0o4711, 0o600],
  ['0755', 0o755, 0o755, 0o755, 0o755],
  ['1777', 0o1777, 0o1777, 0o1777, 0o1777],
  ['a=rwxst', 0o7777, 0o7777, 0o7777, 0o7777],
  ['u-s', 0o640, 0o750, 0o711, 0o600],
])('%s', (text, ...modes) => {
  const change = parseChmod(text)
  expect([0o640, 0o750, 0o4711, 0o600].map((mode) => change(mode, false))).toEqual(modes)
})

test('X makes a folder searchable', () => {
  expect(parseChmod('a+rX')(0o600, true)).toBe(0o755)
  expect(parseChmod('a+rX')(0o600, false)).toBe(0o644)
})

test.each(['', '888', '10000', 'z+x', 'u', 'a+rX,', 'u+x,,g+x', 'o=ux', '-1'])('%j is refused', (text) => {
  expect(() => parseChmod(text)).toThrow(OciPackError)
})
