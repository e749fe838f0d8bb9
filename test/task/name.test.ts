import { expect, test } from 'vitest'
import { nameProblems, namespaceProblems, taskNames, versionProblems } from '../../src/task/name.js'

test('a namespace and a version name the image, its archive and the bundle', () => {
  expect(taskNames({ namespace: 'com.my.task', version: '1.0.0' })).toEqual({
    image: 'com/my/task:1.0.0',
    archive: 'com.my.task-1.0.0.tar',
    bundle: 'com.my.task-1.0.0.zip',
  })
})

test.each([
  ['com.my.task', []],
  ['my.task_2', []],
  ['a__b.c', []],
  ['com.my-x.task', ['warning']],
  ['task', ['error']],
  ['com..task', ['error']],
  ['com.my.task.', ['error']],
  ['com/my/task', ['error']],
  ['com.My', ['error']],
  ['com._x', ['error']],
  ['com.x-', ['error']],
  ['com.x--y', ['error']],
  ['com.a-_b', ['error']],
  ['', ['error']],
])('a namespace %j: %j', (namespace, severities) => {
  expect(namespaceProblems(namespace).map(({ severity }) => severity)).toEqual(severities)
})

test.each([
  ['1.0.0', 0],
  ['10.20.30-alpha.1', 0],
  ['1.0.0-0a.-', 0],
  [`1.0.0-${'a'.repeat(122)}`, 0],
  [`1.0.0-${'a'.repeat(123)}`, 1],
  ['1.0', 1],
  ['1.0.0.0', 1],
  ['01.0.0', 1],
  ['1.0.0-01', 1],
  ['1.0.0+build', 1],
  ['v1.0.0', 1],
  ['latest', 1],
  ['1.0.0\n', 1],
])('a version %j has %i problems', (version, count) => {
  expect(versionProblems(version)).toHaveLength(count)
})

test('a name has the length that a file may have', () => {
  const longest = `com.${'a'.repeat(255 - '.tar'.length - '-1.0.0'.length - 'com.'.length)}`
  expect(nameProblems({ namespace: longest, version: '1.0.0' })).toEqual([])
  expect(nameProblems({ namespace: `${longest}a`, version: '1.0.0' })).toMatchObject([{ severity: 'error' }])
})

test('what is behind the first hyphen of a namespace has to be a tag', () => {
  const namespace = `com.a-${'b'.repeat(122)}`
  expect(nameProblems({ namespace, version: '1.0.0' })).toEqual([])
  expect(nameProblems({ namespace: `${namespace}b`, version: '1.0.0' })).toMatchObject([{ severity: 'error' }])
})
