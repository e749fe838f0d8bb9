import { readFileSync } from 'node:fs'
import { createRequire, isBuiltin } from 'node:module'
import { join } from 'node:path'
import { types } from 'node:util'
import { expect, test } from 'vitest'
import { cliPath } from '../support/paths.js'

const require = createRequire(cliPath)
const bundle = readFileSync(join(cliPath, '../run.cjs'), 'latin1')
const packages = new Set([...bundle.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name = '']) => name))

/** Packages ask for these where they are there. */
const optional = ['kerberos', 'supports-color']
const needed = [...packages].filter((name) => !isBuiltin(name) && !optional.includes(name))

test.each(needed)('what the command loads is CommonJS: %s', (name) => {
  // The default export of an ES module would be another one in a bundle.
  expect(types.isModuleNamespaceObject(require(name))).toBe(false)
})

test('the licences of what is in the bundle are beside it', () => {
  const texts = readFileSync(join(cliPath, '../LICENSES.txt'), 'utf8')
  for (const name of ['commander', 'node-fetch', 'tar-stream', 'valibot']) expect(texts).toContain(`\n${name} `)
  expect(texts.match(/Permission is hereby granted/g)?.length).toBeGreaterThan(10)
})
