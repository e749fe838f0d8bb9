import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.js'
import { checkBundle } from '../../src/task/bundle/inspectBundle.js'
import { run, hasCommand } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { bundleKinds } from '../task/bundle/bundleKinds.js'

/** A script that judges bundles as an App Engine does: `python3 SCRIPT [--old] BUNDLE ...` prints `BUNDLE: accepted NAME` or `refused: WHY`, and warnings. */
const referee = process.env['OCI_PACK_REFEREE'] ?? ''
const present = referee !== '' && existsSync(referee) && hasCommand('python3')

/** What the referee does not look at, and why our error is right. */
const stricter = new Map([
  ['an entry the directory does not list', "the App Engine's zip library finds the zip truncated"],
  ['a descriptor of 2 MiB', 'nobody can tell whether it is a descriptor'],
  ['archive: manifest.json twice', 'the App Engine mixes the two up'],
  ['archive: fewer layers than the configuration tells', 'no cluster starts such an image'],
  ['archive: a name that leaves the folder', 'it is an attack on the App Engine'],
  ['archive: an absolute name', 'the App Engine writes it to its own root, or fails to'],
])

interface Verdict {
  readonly accepted: boolean
  /** Those that are about the image's platform and program left out: others look at those. */
  readonly warnings: readonly string[]
}

// Who does not name a referee wants none: nothing is missing on the machine.
describe.runIf(referee !== '' && needs('the referee and python3', present))('bundles, judged beside a referee', () => {
  const folder = referee === '' ? '' : temporaryFolder()
  const names = Object.keys(bundleKinds)
  const pathOf = (name: string): string => join(folder, String(names.indexOf(name)), 'bundle.zip')
  const ours = new Map<string, readonly Finding[]>()
  const theirs = { new: new Map<string, Verdict>(), old: new Map<string, Verdict>() }

  beforeAll(async () => {
    for (const [name, { bytes }] of Object.entries(bundleKinds)) {
      mkdirSync(join(pathOf(name), '..'))
      writeFileSync(pathOf(name), bytes)
      ours.set(name, await checkBundle(pathOf(name)))
    }
    for (const age of ['new', 'old'] as const) {
      const flags = age === 'old' ? ['--old'] : []
      const { stdout } = await run('python3', [referee, ...flags, ...names.map(pathOf)])
      for (const name of names) theirs[age].set(name, verdictOf(stdout, pathOf(name)))
    }
  })

  test.each(names)('%s', (name) => {
    const findings = ours.get(name) ?? []
    const errors = findings.filter(({ severity }) => severity === 'error')
    const verdict = theirs.new.get(name)
    if (!verdict?.accepted) expect(errors).not.toEqual([])
    else if (verdict.warnings.length > 0) expect(findings).not.toEqual([])
    else if (!stricter.has(name)) expect(errors).toEqual([])
    if (!theirs.old.get(name)?.accepted) expect(findings).not.toEqual([])
  })
})

function verdictOf(output: string, path: string): Verdict {
  const lines = output.split('\n')
  const at = lines.findIndex((line) => line.startsWith(`${path}: `))
  if (at < 0) throw new Error(`the referee says nothing of ${path}`)
  const rest = lines.slice(at + 1)
  const end = rest.findIndex((line) => !line.startsWith('  warning: '))
  const warnings = rest.slice(0, end).filter((line) => !/platform|ENTRYPOINT/.test(line))
  return { accepted: lines[at]?.startsWith(`${path}: accepted `) ?? false, warnings }
}
