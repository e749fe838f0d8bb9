import { expect, test } from 'vitest'
import { contextName } from '../../src/dockerfile/contextName.js'

// Seen with Docker 28.5.2: `--build-context NAME=FOLDER` and FROM.
test.each([
  ['busybox', 'busybox'],
  ['busybox:latest', 'busybox'],
  ['docker.io/library/busybox', 'busybox'],
  ['docker.io/busybox:latest', 'busybox'],
  ['busybox:1', 'busybox:1'],
  ['com/my/task', 'com/my/task'],
  ['localhost:5000/a:latest', 'localhost:5000/a'],
  [`a@sha256:${'0'.repeat(64)}`, `a@sha256:${'0'.repeat(64)}`],
])('%s is known as %s', (name, known) => {
  expect(contextName(name)).toBe(known)
})

test('a name that is no image reference is none', () => {
  expect(() => contextName('Upper')).toThrow('lower case')
})
