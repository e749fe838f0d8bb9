import { expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { parsePorts } from '../../src/dockerfile/ports.js'

test.each([
  [['8080'], ['8080/tcp']],
  [
    ['80/TCP', '53/udp', '9/sctp'],
    ['80/tcp', '53/udp', '9/sctp'],
  ],
  [['80-82/udp'], ['80/udp', '81/udp', '82/udp']],
  [
    ['70-70', '80/'],
    ['70/tcp', '80/tcp'],
  ],
  [['127.0.0.1:90:91/UDP'], ['91/udp']],
  [
    ['[::1]:80:80', '::1:81:81', ':82'],
    ['80/tcp', '81/tcp', '82/tcp'],
  ],
  [
    ['1-2:3', '1-2:3-4'],
    ['3/tcp', '3/tcp', '4/tcp'],
  ],
  [
    ['0', '65535', '080'],
    ['0/tcp', '65535/tcp', '80/tcp'],
  ],
  [[], []],
])('%j', (words, ports) => {
  expect(parsePorts(words)).toEqual(ports)
})

test.each([
  '65536',
  'a',
  '80/foo',
  '/tcp',
  '90-80',
  '80-',
  '-80',
  '1-2:3-5',
  'x:80:80',
  '80:',
  '[80]',
  '80/tcp/udp',
  '""',
])('%s is refused, as Docker refuses it', (word) => {
  expect(() => parsePorts([word])).toThrow(OciPackError)
})
