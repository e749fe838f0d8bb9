import { describe, expect, test } from 'vitest'
import { fileNameOf, parseAddress } from '../../../src/sources/http/address.js'

// Each as Docker 28.5.2 was seen to name the file.
describe('the name of the file', () => {
  test.each([
    ['http://h.example/dir/name.txt', 'name.txt'],
    ['http://h.example/dir/', 'dir'],
    ['http://h.example/dir//', 'dir'],
    ['http://h.example/a%20b.txt?q=1#frag', 'a b.txt'],
    ['http://h.example/a%2Fb', 'b'],
    ['http://h.example/a*b', 'a*b'],
    ['http://h.example/ü', 'ü'],
    ['http://h.example', '__unnamed__'],
    ['http://h.example/', '__unnamed__'],
    ['http://h.example/?file=abc', '__unnamed__'],
    ['http://h.example?a/b', '__unnamed__'],
    ['http://h.example/dir/.', '__unnamed__'],
    ['http://h.example/..', 'download'],
    ['http://h.example/dir/%2e%2e', 'download'],
  ])('%s is %s', (address, name) => {
    expect(fileNameOf(address)).toBe(name)
  })

  test.each(['http://h.example/%00', 'http://h.example/a%zz', 'http://h.example/%ff', `http://h/${'x'.repeat(256)}`])(
    '%s has none',
    (address) => {
      expect(() => fileNameOf(address)).toThrow(expect.objectContaining({ code: 'source' }))
    },
  )
})

describe('an address', () => {
  test('is apart from its credentials and its fragment', () => {
    expect(parseAddress('https://us%40er:p%3Aw@h.example:8443/a?b#c')).toEqual({
      url: new URL('https://h.example:8443/a?b'),
      authorization: `Basic ${Buffer.from('us@er:p:w').toString('base64')}`,
    })
    expect(parseAddress('http://h.example/').authorization).toBeUndefined()
  })

  test.each(['http:///x', 'http://[::1/x', 'http://', 'http://u:%zz@h.example/'])('%s is none', (address) => {
    expect(() => parseAddress(address)).toThrow(expect.objectContaining({ code: 'source' }))
  })

  test('an error does not tell the credentials', () => {
    expect(() => parseAddress('http://user:secret@h.example:x/')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') as string }),
    )
  })
})
