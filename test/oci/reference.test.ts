import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { familiarReference, formatReference, parseReference, withDefaultTag } from '../../src/oci/reference.js'
import { thrown } from '../support/thrown.js'

const digest = `sha256:${'0123456789abcdef'.repeat(4)}` as const
const label63 = 'a'.repeat(63)

/** Text, its complete form, its familiar form. */
const good: [string, string, string][] = [
  ['busybox', 'docker.io/library/busybox', 'busybox'],
  ['busybox:1.36', 'docker.io/library/busybox:1.36', 'busybox:1.36'],
  ['library/busybox', 'docker.io/library/busybox', 'busybox'],
  ['library/a/b', 'docker.io/library/a/b', 'library/a/b'],
  ['docker.io/busybox', 'docker.io/library/busybox', 'busybox'],
  ['index.docker.io/busybox', 'docker.io/library/busybox', 'busybox'],
  ['docker.io/library/busybox:latest', 'docker.io/library/busybox:latest', 'busybox:latest'],
  ['com/my/task:1.0.0', 'docker.io/com/my/task:1.0.0', 'com/my/task:1.0.0'],
  [`busybox@${digest}`, `docker.io/library/busybox@${digest}`, `busybox@${digest}`],
  [`busybox:1@${digest}`, `docker.io/library/busybox:1@${digest}`, `busybox:1@${digest}`],
  ['localhost/app', 'localhost/app', 'localhost/app'],
  ['localhost:5000/app', 'localhost:5000/app', 'localhost:5000/app'],
  ['registry:5000/app:5000', 'registry:5000/app:5000', 'registry:5000/app:5000'],
  ['registry:5000', 'docker.io/library/registry:5000', 'registry:5000'],
  ['127.0.0.1:5000/library/busybox', '127.0.0.1:5000/library/busybox', '127.0.0.1:5000/library/busybox'],
  ['[::1]:5000/app', '[::1]:5000/app', '[::1]:5000/app'],
  ['[2001:db8::1]/team/app:v1', '[2001:db8::1]/team/app:v1', '[2001:db8::1]/team/app:v1'],
  ['ghcr.io/owner/app', 'ghcr.io/owner/app', 'ghcr.io/owner/app'],
  ['Host/app', 'Host/app', 'Host/app'],
  ['xn--n3h.example/app', 'xn--n3h.example/app', 'xn--n3h.example/app'],
  ['a.b/c', 'a.b/c', 'a.b/c'],
  ['foo_bar/a__b/c--d/e.f', 'docker.io/foo_bar/a__b/c--d/e.f', 'foo_bar/a__b/c--d/e.f'],
  ['app:_1.0-RC', 'docker.io/library/app:_1.0-RC', 'app:_1.0-RC'],
  [`app:${'t'.repeat(128)}`, `docker.io/library/app:${'t'.repeat(128)}`, `app:${'t'.repeat(128)}`],
  [`x.io/${'a'.repeat(255)}`, `x.io/${'a'.repeat(255)}`, `x.io/${'a'.repeat(255)}`],
  [`${label63}.io/a`, `${label63}.io/a`, `${label63}.io/a`],
]

/** Text and what the message says of it. */
const bad: [string, RegExp][] = [
  ['', /empty/],
  [':1.0', /name is missing/],
  ['a.b/', /name is missing/],
  [`@${digest}`, /name is missing/],
  ['a'.repeat(64), /image by its id/],
  ['MyApp', /lower case/],
  ['com/My/app', /lower case/],
  ['a//b', /repository name/],
  ['/a', /repository name/],
  ['a/', /repository name/],
  ['-a/b', /repository name/],
  ['a-', /repository name/],
  ['a___b', /repository name/],
  ['a..b', /repository name/],
  ['a._b', /repository name/],
  ['a b', /repository name/],
  ['café', /repository name/],
  ['../up', /host name/],
  ['a_b.c/d', /host name/],
  ['-x.io/a', /host name/],
  ['x.io:port/a', /host name/],
  ['http://x.io/a', /host name/],
  ['[::g]/a', /host name/],
  ['[fe80::1%eth0]:5000/a', /host name/],
  ['a:', /not a tag/],
  ['a:-1', /not a tag/],
  ['a:.1', /not a tag/],
  ['a:1+2', /not a tag/],
  ['a:b:c', /not a tag/],
  [`a:${'t'.repeat(129)}`, /not a tag/],
  ['a@', /not a digest/],
  ['a@sha256:abc', /not a digest/],
  [`a@${digest.toUpperCase()}`, /not a digest/],
  [`a@${digest}@${digest}`, /not a digest/],
  [`a@sha512:${'0'.repeat(128)}`, /not a digest/],
  [`x.io/${'a'.repeat(256)}`, /256 characters/],
  ['a'.repeat(248), /256 characters/],
]

describe('parseReference', () => {
  it.each(good)('reads %j', (text, complete, familiar) => {
    const reference = parseReference(text)
    expect(formatReference(reference)).toBe(complete)
    expect(familiarReference(reference)).toBe(familiar)
  })

  it.each(bad)('refuses %j', (text, why) => {
    const error = thrown(() => parseReference(text))
    expect(error).toMatchObject({ code: 'reference' })
    expect(error.message).toMatch(why)
    expect(error.hint ?? '').not.toBe('')
  })

  it('says how to spell a name that has upper case', () => {
    expect(thrown(() => parseReference('x.io/My/App:V1')).hint).toBe('Write x.io/my/app.')
  })

  it('reads both forms that it writes as the same reference', () => {
    const part = fc.stringMatching(/^[a-z0-9]{1,6}((\.|_|__|--?)[a-z0-9]{1,4}){0,2}$/)
    const path = fc
      .array(part, { minLength: 1, maxLength: 4 })
      .filter((parts) => parts.length === 1 || !parts[0]?.includes('.')) // the first part would be a host
      .map((parts) => parts.join('/'))
    const host = fc.constantFrom('', 'docker.io/', 'localhost/', 'a.b:80/', '[::1]:5000/')
    const tag = fc.oneof(fc.constant(''), fc.stringMatching(/^:\w[\w.-]{0,9}$/))
    fc.assert(
      fc.property(host, path, tag, fc.constantFrom('', `@${digest}`), (...parts) => {
        const reference = parseReference(parts.join(''))
        expect(parseReference(formatReference(reference))).toEqual(reference)
        expect(parseReference(familiarReference(reference))).toEqual(reference)
      }),
    )
  })
})

describe('withDefaultTag', () => {
  it.each([
    ['a', 'a:latest'],
    ['a:1', 'a:1'],
    [`a@${digest}`, `a@${digest}`],
  ])('of %s is %s', (text, expected) => {
    expect(familiarReference(withDefaultTag(parseReference(text)))).toBe(expected)
  })
})
