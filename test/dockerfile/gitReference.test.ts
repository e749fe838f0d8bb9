import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { parseGitContext, parseGitReference } from '../../src/dockerfile/gitReference.js'

const sha = 'a0b667f3d307f4236a7a49089a88a24cf178ef76'

describe('an address of ADD', () => {
  test.each([
    ['https://host/x.git', { remote: 'https://host/x.git' }],
    ['HTTPS://host/x.git', { remote: 'https://host/x.git' }],
    ['http://host:80/a/b.git', { remote: 'http://host:80/a/b.git' }],
    ['https://user:word@host/x.git#v1', { remote: 'https://user:word@host/x.git', ref: 'v1' }],
    ['git://host/x', { remote: 'git://host/x' }],
    ['ssh://git@host:22/x', { remote: 'ssh://git@host:22/x' }],
    ['git@host:a/b.git', { remote: 'git@host:a/b.git' }],
    ['git@host:a/b.git#main:d', { remote: 'git@host:a/b.git', ref: 'main', subdir: 'd' }],
    ['git@host:a/b.git?tag=v1', { remote: 'git@host:a/b.git', ref: 'refs/tags/v1' }],
    ['https://host/x.git#', { remote: 'https://host/x.git' }],
    ['https://host/x.git#a/b:c/d', { remote: 'https://host/x.git', ref: 'a/b', subdir: 'c/d' }],
    ['https://host/x.git#:c', { remote: 'https://host/x.git', subdir: 'c' }],
    ['https://host/x.git#:', { remote: 'https://host/x.git' }],
    ['https://host/x.git#:/c//../../d/./e:f/', { remote: 'https://host/x.git', subdir: 'd/e:f' }],
    ['https://host/x.git#a%20b', { remote: 'https://host/x.git', ref: 'a b' }],
    ['https://host/x.git?ref=v1#v1:d', { remote: 'https://host/x.git', ref: 'v1', subdir: 'd' }],
    ['https://host/x.git?branch=b&subdir=/d/', { remote: 'https://host/x.git', ref: 'refs/heads/b', subdir: 'd' }],
    ['https://host/x.git?branch=refs/heads/b', { remote: 'https://host/x.git', ref: 'refs/heads/b' }],
    ['https://host/x.git?checksum=abc12', { remote: 'https://host/x.git', checksum: 'abc12' }],
    ['https://host/x.git?commit=abc12', { remote: 'https://host/x.git', checksum: 'abc12' }],
    ['https://host/x.git?keep-git-dir', { remote: 'https://host/x.git', keepGitDir: true }],
    ['https://host/x.git?keep-git-dir=0', { remote: 'https://host/x.git', keepGitDir: false }],
    ['https://host/x.git?submodules=False', { remote: 'https://host/x.git', submodules: false }],
    ['https://host/x.git?mtime=commit', { remote: 'https://host/x.git', mtime: 'commit' }],
    [
      `https://host/x.git?fetch-by-commit=true&checksum=${sha}`,
      { remote: 'https://host/x.git', checksum: sha, fetchByCommit: true },
    ],
  ])('%s', (text, reference) => {
    expect(parseGitReference(text)).toEqual(reference)
  })

  test.each([
    'https://host/x',
    'https://host/x.git/',
    'https://host/x?a=.git',
    'https://host/x#.git',
    'https:///x.git',
    'ftp://host/x.git',
    'file:///x.git',
    'github.com/a/b.git',
    './git@host:x',
    '../x.git',
    'x.git',
    'host:x.git',
    '-u@host:x',
    'git@-host:x',
    'ssh://-oProxyCommand=x/y',
    'ssh://git@-host/y',
    'ssh://host/\n',
    '',
  ])('%j is none', (text) => {
    expect(parseGitReference(text)).toBeUndefined()
  })

  test.each([
    ['https://u:secret@host/x.git?what=1', 'the Git address https://host/x.git: nothing is called what in a query'],
    ['https://host/x.git?ref', 'the Git address https://host/x.git: ref has no value'],
    ['https://host/x.git?ref=a&ref=a', 'the Git address https://host/x.git: ref is there more than once'],
    ['https://host/x.git?ref=a#b', 'the Git address https://host/x.git: two values of ref: b and a'],
    ['https://host/x.git?tag=a&branch=a', 'two values of ref: refs/tags/a and refs/heads/a'],
    ['https://host/x.git?subdir=a#:b', 'two values of subdir: b and a'],
    ['https://host/x.git?checksum=ABC', 'the checksum ABC is not the beginning of a commit id'],
    ['https://host/x.git?submodules=maybe', 'submodules=maybe is neither true nor false'],
    ['https://host/x.git?mtime=now', 'mtime=now is neither checkout nor commit'],
    ['https://host/x.git?fetch-by-commit', 'fetch-by-commit needs a whole commit id as checksum'],
    ['https://host/x.git#-u', '-u cannot be a ref'],
    ['git@host:x?what=1', 'the Git address git@host:x: nothing is called what in a query'],
  ])('%s is wrong', (text, message) => {
    expect(() => parseGitReference(text)).toThrow(expect.objectContaining({ code: 'dockerfile' }))
    expect(() => parseGitReference(text)).toThrow(message)
  })
})

test.each([
  ['github.com/user/repository#v1:d', { remote: 'https://github.com/user/repository', ref: 'v1', subdir: 'd' }],
  ['file:///srv/x.git#v1', { remote: 'file:///srv/x.git', ref: 'v1' }],
  ['file:///srv/x', { remote: 'file:///srv/x' }],
  ['https://host/x.git', { remote: 'https://host/x.git' }],
])('%s is a context', (text, reference) => {
  expect(parseGitContext(text)).toEqual(reference)
})

test.each(['file://host/x.git', 'https://host/x', '.', 'docker-image://x'])('%s is no Git context', (text) => {
  expect(parseGitContext(text)).toBeUndefined()
})

test('whatever an address is, it is read or refused', () => {
  const part = fc.constantFrom(
    'https://',
    'git@',
    'host',
    '/x',
    '.git',
    '?',
    '#',
    ':',
    'ref=',
    '&',
    'subdir=',
    '%',
    '..',
    '-',
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(part, fc.string())), (parts) => {
      try {
        const reference = parseGitContext(parts.join(''))
        expect(reference?.ref ?? '').not.toMatch(/^-/)
        expect(reference?.subdir?.split('/') ?? []).not.toContain('..')
      } catch (error) {
        expect(error).toBeInstanceOf(OciPackError)
      }
    }),
  )
})
