import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readers } from '../../../src/oci/readers/reader.js'
import { type Rule, rules } from '../../../src/oci/verify/rules.js'
import { projectRoot } from '../../support/paths.js'

const page = readFileSync(join(projectRoot, 'docs/verify.md'), 'utf8')
const rows = [...page.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split('|').map((cell) => cell.trim()))

test('docs/verify.md tells all rules as they are, and no others', () => {
  const told = rows.filter(([name]) => /^`[a-z-]+`$/.test(name ?? ''))
  const known = Object.entries<Rule>(rules).map(([name, { severity, message, hint }]) => [
    `\`${name}\``,
    severity,
    message.charAt(0).toUpperCase() + message.slice(1),
    hint,
  ])
  expect(told).toEqual(known)
})

test('docs/verify.md tells how each reader goes about it', () => {
  const plain = rows.map(([name = '']) => name.replaceAll('`', ''))
  for (const name of Object.values(readers)) expect(plain).toContain(name)
})
