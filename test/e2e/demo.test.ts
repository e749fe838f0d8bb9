import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runOk } from '../support/command.js'
import { needs } from '../support/needs.js'
import { projectRoot } from '../support/paths.js'
import { hasUserNamespaces } from '../support/userNamespaces.js'

test('npm run demo packs the example Task, checks it, shows it and runs it', async () => {
  const printed = await runOk('npm', ['run', '--silent', 'demo'], { cwd: projectRoot })
  expect(printed).toContain('com/my/task:1.0.0')
  expect(printed).toMatch(/sha256:[0-9a-f]{64}/)
  if (!needs('user namespaces', await hasUserNamespaces())) return
  expect(printed).toContain('a = 19, b = 23, sum = 42')
  expect(readFileSync(join(projectRoot, 'demo/outputs/sum'), 'utf8')).toBe('42')
})
