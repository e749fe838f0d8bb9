import { expect, test } from 'vitest'
import type { SecretSource } from '../../../src/api/options.js'
import { parseSecrets } from '../../../src/cli/flags/secret.js'
import { thrown } from '../../support/thrown.js'

const env = { SET: 'value', EMPTY: '' }

// Each as Docker takes it.
test.each<[string[], Record<string, SecretSource>]>([
  [['id=a,src=file'], { a: { file: 'file' } }],
  [['id=a,source=file'], { a: { file: 'file' } }],
  [['ID=a,SRC=b=c'], { a: { file: 'b=c' } }],
  [['id=a,env=B'], { a: { env: 'B' } }],
  [['id=SET'], { SET: { env: 'SET' } }],
  [['id=EMPTY'], { EMPTY: { env: 'EMPTY' } }],
  [['id=a/b'], { 'a/b': { file: 'a/b' } }],
  [['id=SET,type=env'], { SET: { env: 'SET' } }],
  [['id=a,type=env'], { a: { file: 'a' } }],
  [['id=a,type=env,src=SET'], { a: { env: 'SET' } }],
  [['id=a,type=file,env=SET'], { a: { env: 'SET' } }],
  [['id=a,src=file,env=SET'], { a: { env: 'SET' } }],
  [['id=SET,type=file'], { SET: { env: 'SET' } }],
  [['"id=a,b",env=B'], { 'a,b': { env: 'B' } }],
  [['id=a,env=A', 'id=b,env=B', 'id=a,env=C'], { a: { env: 'C' }, b: { env: 'B' } }],
  [[], {}],
])('--secret %j', (texts, secrets) => {
  expect(parseSecrets(texts, env)).toEqual(secrets)
})

test.each([
  ['file', '"file" is not KEY=VALUE'],
  ['', '"" is not KEY=VALUE'],
  ['src=file', 'it has no id'],
  ['id=,env=A', 'it has no id'],
  ['id=a,env', '"env" is not KEY=VALUE'],
  ['id=a,foo=b', 'there is no key "foo"'],
  ['id=a,type=foo', 'there is no type "foo"'],
  ['id="a"', 'a double quote is out of place'],
])('--secret %j is refused', (text, message) => {
  const error = thrown(() => parseSecrets([text], env))
  expect(error).toMatchObject({ code: 'usage', message: expect.stringContaining(message) as string })
})
