import { expect, test } from 'vitest'
import { nearestName } from '../../../src/build/copy/nearestName.js'
import { file, link, tree } from '../../support/trees.js'

const root = tree({
  'requirements.txt': file(''),
  'src/main.py': file(''),
  lib: link('src'),
  'caf\xc3\xa9.txt': file(''),
})

test.each([
  ['requirement.txt', 'requirements.txt'],
  ['/requirement.txt', 'requirements.txt'],
  ['src/mian.py', 'src/main.py'],
  ['lib/mian.py', 'lib/main.py'],
  ['sr/main.py', 'src'],
  ['cafe.txt', 'caf\u00e9.txt'],
  ['something-else', undefined],
  ['requirements.txt/below', undefined],
  ['../requirement.txt', undefined],
  ['requirements.txt', undefined],
  ['', undefined],
])('the name most like %j is %j', (path, near) => {
  expect(nearestName(root, path)).toBe(near)
})
