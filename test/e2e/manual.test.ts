import type { Command } from 'commander'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commandTree } from '../../src/cli/program.js'
import { hasCommand, run } from '../support/command.js'
import { needs } from '../support/needs.js'
import { projectRoot } from '../support/paths.js'

const folder = join(projectRoot, 'dist/man')
const page = (name: string): string => join(folder, name)
const env = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '100' }

/** The names of a command and of all below it that its help shows. */
function namesOf(command: Command, above: readonly string[] = []): string[] {
  const path = [...above, command.name()]
  const shown = command.createHelp().visibleCommands(command)
  return [path.join('-'), ...shown.flatMap((one) => (one.name() === 'help' ? [] : namesOf(one, path)))]
}

test('each command has a page, which the package names: npm installs no others', () => {
  const names = namesOf(commandTree()).map((name) => `${name}.1`)
  expect(readdirSync(folder).sort()).toEqual(names.sort())
  const description: unknown = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'))
  expect(description).toMatchObject({ man: names.sort().map((name) => `./dist/man/${name}`) })
})

describe.runIf(needs('man, groff', hasCommand('man') && hasCommand('groff')))('man', () => {
  test.each(readdirSync(folder))('shows %s without a warning', async (name) => {
    const { status, stderr, stdout } = await run('man', ['--warnings', '-l', page(name)], { env })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toMatch(/^NAME$[^]*^SYNOPSIS$[^]*^EXAMPLES$/m)
  })
})

test('a flag in a heading stays as it is, and what a command does stands before its flags', () => {
  expect(readFileSync(page('oci-pack-build.1'), 'utf8')).toMatch(/^\.SH "OUTPUTS \(\\-o, AS OFTEN .*"$/m)
  expect(readFileSync(page('oci-pack-lock.1'), 'utf8')).toMatch(
    /^\.SH "DESCRIPTION"\nThe lock is a file [^]*^\.SH "OPTIONS"$/m,
  )
})

describe.runIf(needs('mandoc', hasCommand('mandoc')))('mandoc', () => {
  test('has nothing to say but that the pages have no date: they are the same whenever they are made', async () => {
    const { stdout } = await run('mandoc', ['-Tlint', '-Wwarning', ...readdirSync(folder).map(page)])
    expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('missing date'))).toEqual([])
  })
})
