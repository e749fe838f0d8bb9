import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseChallenges } from '../../src/registry/challenge.js'

function parsed(header: string): unknown {
  return parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])
}

describe('WWW-Authenticate', () => {
  it.each([
    ['Basic realm="simple"', [['basic', { realm: 'simple' }]]],
    ['BASIC', [['basic', {}]]],
    [
      'Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a/b:pull,push"',
      [
        [
          'bearer',
          { realm: 'https://auth.example/token', service: 'registry.example', scope: 'repository:a/b:pull,push' },
        ],
      ],
    ],
    ['Bearer realm = "a" , service=b', [['bearer', { realm: 'a', service: 'b' }]]],
    [
      'Basic realm="a", Bearer realm="b"',
      [
        ['basic', { realm: 'a' }],
        ['bearer', { realm: 'b' }],
      ],
    ],
    [
      'Negotiate, Basic realm="a"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'a' }],
      ],
    ],
    [
      'Negotiate abc123==, Basic realm="a"',
      [
        ['negotiate', {}],
        ['basic', { realm: 'a' }],
      ],
    ],
    [
      'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
      [
        ['newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
        ['basic', { realm: 'simple' }],
      ],
    ],
    ['', []],
    [', ,', []],
    ['Basic realm="open', [['basic', {}]]],
  ])('%s', (header, expected) => {
    const found = parsed(header)
    if (header.includes('"open')) expect(found).toContainEqual(expected[0])
    else expect(found).toEqual(expected)
  })

  it('ends whatever the header', () => {
    fc.assert(fc.property(fc.string(), (header) => Array.isArray(parseChallenges(header))))
    fc.assert(fc.property(fc.stringMatching(/^[ab=", \\]{0,40}$/), (header) => Array.isArray(parseChallenges(header))))
  })
})
