import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../support/folder.js'
import { needs } from '../../../support/needs.js'
import { canRunReal } from '../../../support/realPrograms.js'
import { compareShell, shellRoots, shellTree } from '../../../support/shellRuns.js'

const families = ['dash', 'bash', 'busybox'] as const

const tree = shellTree({
  'w/run.sh': '#!/bin/sh -e\necho "$0 $# $1"\ncd d\npwd\n',
  'w/a.txt': 'a\n',
  'w/b.txt': 'b\n',
  'w/.hidden': '',
  'w/d/c.txt': 'c\n',
  'w/d/e': null,
  'w/lib.sh': 'LIB=yes\nhelper() {\n  echo "helps $1"\n}\n',
})

/** Scripts that every shell takes, and that have to be understood. */
const scripts = readFileSync(new URL('agreed.txt', import.meta.url), 'utf8').split('\n%%\n')

describe.runIf(needs('overlays for root', canRunReal))('scripts', () => {
  const folder = temporaryFolder()
  beforeAll(() => shellRoots(folder, families))

  it.each(families)('do what they do in %s', async (shell) => {
    const compared = await compareShell(
      folder,
      shell,
      scripts.map((text) => ({ text, tree })),
    )
    expect(compared.differences.join('\n\n')).toBe('')
    expect(compared.declined.join('\n')).toBe('')
  })
})
