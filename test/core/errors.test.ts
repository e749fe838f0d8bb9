import { describe, expect, it, test } from 'vitest'
import { type ErrorCode, fromSystemError, OciPackError } from '../../src/core/errors.js'

const location = { file: 'Dockerfile', line: 1, endLine: 1, text: ['FROM scratch'] }

describe('what to do next', () => {
  it('is what an error says itself', () => {
    expect(new OciPackError('integrity', 'x', { hint: 'Do this.' }).hint).toBe('Do this.')
  })

  it.each(['integrity', 'executor', 'format'] as const)('is true of every error of the code %s', (code) => {
    expect(new OciPackError(code, 'x').hint).toMatch(/oci-pack .*\.$/)
  })

  it('is nothing after a stop', () => {
    expect(new OciPackError('aborted', 'x').hint).toBeUndefined()
  })

  it('is to be said where the code says nothing', () => {
    // @ts-expect-error -- the compiler asks for it
    expect(new OciPackError('usage', 'x').hint).toBeUndefined()
    // @ts-expect-error -- a word that may be near to none is no hint
    expect(new OciPackError('usage', 'x', { hint: undefined }).hint).toBeUndefined()
    // @ts-expect-error -- it may be any code
    const ofAny = (code: ErrorCode): OciPackError => new OciPackError(code, 'x')
    expect(ofAny('format').hint).toBeDefined()
  })
})

describe('an error told otherwise', () => {
  const error = new OciPackError('usage', 'x', { hint: 'Do this.', cause: 'y' })

  it('keeps what is not said', () => {
    expect(error.retold({ code: 'dockerfile', message: 'z' })).toMatchObject({
      ...{ code: 'dockerfile', message: 'z', hint: 'Do this.', cause: 'y', location: undefined },
    })
    expect(error.at(location).at({ ...location, line: 2 })).toMatchObject({ code: 'usage', message: 'x', location })
  })

  it('stays stopped where it was', () => {
    const stopped = new OciPackError('aborted', 'x').retold({ code: 'dockerfile', message: 'y', hint: 'Do this.' })
    expect(stopped).toMatchObject({ code: 'aborted', message: 'y', hint: undefined })
  })
})

test.each([
  ['ENOENT', 'reading x: no such file or directory', /^Check the path/],
  ['EACCES', 'reading x: permission denied', /ls -ld/],
  ['EMFILE', 'reading x: too many open files', /ulimit -n/],
  ['EIO', 'reading x: oops', /disk/],
])('the operating system says %s', (code, message, hint) => {
  const error = fromSystemError(Object.assign(new Error('oops'), { code }), 'reading x')
  expect(error).toMatchObject({ code: 'io', message })
  expect(error.hint).toMatch(hint)
})
