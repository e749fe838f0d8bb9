import { expect, test } from 'vitest'
import { plainValue } from '../../../../src/task/descriptor/yaml/scalar.js'

/** As Jackson 2.17 over SnakeYAML 2.2 was seen to read them. */
test.each<[text: string, value: string | number | boolean | null]>([
  ['', null],
  ['~', null],
  ['Null', null],
  ['nUll', 'nUll'],
  ['yes', true],
  ['On', true],
  ['TRUE', true],
  ['no', false],
  ['OFF', false],
  ['y', 'y'],
  ['True1', 'True1'],
  ['0', 0],
  ['-0', 0],
  ['+1', 1],
  ['012', 10],
  ['08', '08'],
  ['0_7', 7],
  ['0_', '0_'],
  ['0o12', '0o12'],
  ['0x1F', 31],
  ['-0x1f', -31],
  ['0x', '0x'],
  ['0b11', 3],
  ['1_000', 1000],
  ['99999999999', 99999999999],
  ['1,000', '1,000'],
  ['1:30', '1:30'],
  ['1.0.0', '1.0.0'],
  ['2025-01-31', '2025-01-31'],
  ['=', '='],
  ['<<', '<<'],
])('%s is %s, and whole if it is a number', (text, value) => {
  expect(plainValue(text)).toEqual({ value, integer: typeof value === 'number' })
})

test.each([
  ['1.0', 1],
  ['1.', 1],
  ['.5', 0.5],
  ['-.5', -0.5],
  ['._0', 0],
  ['1_0.5', 10.5],
  ['1e3', 1000],
  ['1.5E+3', 1500],
  ['685.230_15e+03', 685230.15],
  ['1e400', Infinity],
])('%s is %s, and not whole', (text, value) => {
  expect(plainValue(text)).toEqual({ value, integer: false })
})

test.each(['.inf', '-.inf', '+.Inf', '.nan', '.NaN', '1:30.5', '._'])('%s ends the reading', (text) => {
  expect(plainValue(text)).toBe('unreadable')
})
