import { describe, expect, test } from 'vitest'
import { placeholders, taskIdentity } from '../../../src/task/init/identity.js'

describe('names that can be used', () => {
  test.each([
    ['My task', 'com.my.task', 'my_task'],
    ['abc', 'a.b', 'abc'],
    ['-_1', 'be.cytomine.a_b.c__d', '1'],
    ['Count  Cells - 2', '0.1', 'count_cells_2'],
    ['x'.repeat(30), `a.${'b'.repeat(198)}`, 'x'.repeat(30)],
  ])('%j %j', (name, namespace, nameShort) => {
    expect(taskIdentity({ name, namespace })).toEqual({ name, namespace, nameShort })
  })
})

describe('names that cannot', () => {
  test.each(['', 'ab', 'x'.repeat(31), 'Zähler', 'a\nb', "it's", '{{name}}', '- - -', 'a: b'])('name %j', (name) => {
    expect(() => taskIdentity({ name, namespace: 'com.my.task' })).toThrow(
      expect.objectContaining({ code: 'usage', message: `"${name}" cannot be the name of a Task` }),
    )
  })
  test.each(['', 'task', 'Com.my', 'com.My', 'com.my-task', 'com..task', '.com', 'com.', 'a._b', 'a.b_', 'a.b___c'])(
    'namespace %j',
    (namespace) => {
      expect(() => taskIdentity({ name: 'My task', namespace })).toThrow(
        expect.objectContaining({ code: 'usage', message: `"${namespace}" cannot be the namespace of a Task` }),
      )
    },
  )
  test('a namespace too long for the name of a file', () => {
    expect(() => taskIdentity({ name: 'My task', namespace: `a.${'b'.repeat(199)}` })).toThrow(
      'cannot be the namespace',
    )
  })
})

test('what the placeholders stand for', () => {
  expect(Object.fromEntries(placeholders(taskIdentity({ name: 'My task', namespace: 'com.my.task' })))).toEqual({
    name: 'My task',
    nameShort: 'my_task',
    namespace: 'com.my.task',
    version: '1.0.0',
    image: 'com/my/task:1.0.0',
    archive: 'com.my.task-1.0.0.tar',
    bundle: 'com.my.task-1.0.0.zip',
  })
})
