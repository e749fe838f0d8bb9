import { describe, expect, test } from 'vitest'
import { diffHistory } from '../../../src/diff/config/history.js'
import type { History } from '../../../src/oci/config.js'

function lines(before: readonly History[], after: readonly History[]): string[] {
  return diffHistory(before, after).map(({ change, before, after, fields }) =>
    [change, before?.number ?? '-', after?.number ?? '-', ...fields].join(' '),
  )
}

const run = (command: string, more: Partial<History> = {}): History => ({ created_by: `RUN ${command}`, ...more })

const cases: Record<string, [History[], History[], string[]]> = {
  'the same': [[run('a')], [run('a')], []],
  'a time': [[run('a', { created: '1' })], [run('a', { created: '2' })], ['changed 0 0 created']],
  'a step more': [[run('a')], [{ created_by: 'COPY x' }, run('a')], ['added - 0']],
  'a step less': [[run('a'), { created_by: 'CMD x' }], [run('a')], ['removed 1 -']],
  'a command': [[run('a')], [run('b')], ['changed 0 0 created_by']],
  'a step of another kind': [[run('a')], [{ created_by: 'COPY x' }], ['removed 0 -', 'added - 0']],
  'an empty layer that is not told': [[run('a', { empty_layer: false })], [run('a')], []],
  'an empty layer': [[run('a', { empty_layer: true })], [run('a')], ['changed 0 0 empty_layer']],
  'how builders write one line': [
    [{ created_by: 'RUN /bin/sh -c a # buildkit' }],
    [{ created_by: '/bin/sh -c a' }],
    ['changed 0 0 created_by'],
  ],
}

describe('steps that differ', () => {
  test.each(Object.entries(cases))('%s', (_, [before, after, expected]) => {
    expect(lines(before, after)).toEqual(expected)
  })
})
