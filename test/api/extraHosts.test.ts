import { expect, test } from 'vitest'
import { extraHosts } from '../../src/api/extraHosts.js'
import { thrown } from '../support/thrown.js'

test.each([
  ['db:10.0.0.5', 'db', '10.0.0.5'],
  ['db=10.0.0.5', 'db', '10.0.0.5'],
  ['db.example-1.com:127.0.0.1', 'db.example-1.com', '127.0.0.1'],
  ['db:fd00::5', 'db', 'fd00::5'],
  ['db:[fd00::5]', 'db', 'fd00::5'],
  ['db=[::1]', 'db', '::1'],
  ['db=::ffff:1.2.3.4', 'db', '::ffff:1.2.3.4'],
  ['db:host-gateway', 'db', '127.0.0.1'],
])('--add-host %s', (value, name, address) => {
  expect(extraHosts([value])).toEqual([{ name, address }])
})

test('all of them, in their order', () => {
  expect(extraHosts(['b:1.1.1.1', 'a:2.2.2.2', 'b:3.3.3.3']).map(({ name }) => name)).toEqual(['b', 'a', 'b'])
  expect(extraHosts([])).toEqual([])
})

test.each([
  '',
  'db',
  'db:',
  ':10.0.0.5',
  'db:10.0.0',
  'db:10.0.0.256',
  'db:host',
  'db:[10.0.0.5',
  'db:1.1.1.1\n2.2.2.2 x',
])('--add-host %j is refused', (value) => {
  const error = thrown(() => extraHosts([value]))
  expect(error).toMatchObject({ code: 'usage', message: `--add-host ${value} is not NAME:ADDRESS` })
})

test.each(['a b:1.1.1.1', 'a\n6.6.6.6 bank:1.1.1.1', 'a#:1.1.1.1', 'a\t:1.1.1.1'])(
  'a name that would be more than one word of /etc/hosts is refused: %j',
  (value) => {
    expect(thrown(() => extraHosts([value]))).toMatchObject({ code: 'usage' })
  },
)
