import { expect, test } from 'vitest'
import { readShellWords } from '../../../src/task/image/shellWords.js'

test.each([
  ['python app.py', ['python', 'app.py'], true],
  ['  exec python  -u app.py ', ['python', '-u', 'app.py'], true],
  ['exec python', ['python'], true],
  ['run.sh "$@"', ['run.sh'], false],
  ['run.sh --x=$A', ['run.sh'], false],
  ['run.sh && other', ['run.sh'], false],
  ['run.sh;other', ['run.sh'], false],
  ['run.sh >log', ['run.sh'], false],
  ['run.sh a 2>log', ['run.sh', 'a'], false],
])('%s', (text, words, whole) => {
  expect(readShellWords(text)).toEqual({ words, whole })
})

test.each([
  '',
  'cd /app && x',
  'A=b x',
  '$X y',
  '"a b" c',
  'f() { x; }',
  'f () { x; }',
  'if x; then y; fi',
  'pre$X',
  '(x)',
  '! x',
  'echo hi',
  'exec -a x y',
])('%j tells nothing for sure', (text) => {
  expect(readShellWords(text)).toBeUndefined()
})
