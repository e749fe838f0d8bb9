import { describe, expect, test } from 'vitest'
import { readParents } from '../../../src/build/copy/parents.js'
import { builder } from '../../support/builder.js'
import { failure } from '../../support/thrown.js'

describe('readParents', () => {
  test.each<[source: string, folder: string, required: string | undefined, matches: string[], others: string[]]>([
    ['x/a.txt', '/', '/x/a.txt', ['x/a.txt', 'x/a.txt/b'], ['x', 'a.txt', 'y/x/a.txt']],
    ['./x/../y/', '/', '/y', ['y', 'y/z'], ['x']],
    ['a/./b/./c', '/a', '/a/b/c', ['b/c'], ['b', 'c', 'a/b/c']],
    ['a*/./b', '/a*', undefined, ['b'], ['a1/b']],
    ['a/./**/*.txt', '/a', undefined, ['x.txt', 'b/c/x.txt'], ['x.md']],
    ['/./a', '/', '/a', ['a'], ['b']],
    ['a/./', '/a', '/a', [], ['b', 'a']],
    ['.', '/', '/', [], ['a']],
    ['!a', '/', '/!a', ['!a'], ['a']],
  ])('takes %j', (source, folder, required, matches, others) => {
    const parents = readParents(source)
    expect(parents).toMatchObject({ folder, required })
    expect(matches.filter((path) => parents.others.excludes(path))).toEqual([])
    expect(others.filter((path) => !parents.others.excludes(path))).toEqual([])
  })
})

// BuildKit's own tests refuse it; the solver of Docker 28.5.2, which recorded the cases of `--parents`, does not look yet.
test.each(['x/none', 'x/./none', './none'])('what is not there is told: %s', async (source) => {
  const { run } = builder({ Dockerfile: `FROM scratch\nCOPY --parents ${source} /1/\n`, 'x/a': 'a' })
  const error = await failure(run())
  expect(error).toMatchObject({ code: 'source', location: { line: 2 } })
  expect(error.message).toContain('none is not in the build context')
})
