import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { hasCommand, runOk } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { cliPath, projectRoot } from '../support/paths.js'

const folder = temporaryFolder()
const work = join(folder, 'work')
const env = {
  PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
  HOME: folder,
  TERM: 'xterm',
  LC_ALL: 'C.UTF-8',
}
beforeAll(() => {
  for (const path of ['bin', 'work/folder-here', 'work/one folder']) mkdirSync(join(folder, path), { recursive: true })
  for (const name of ['file-here.tar', 'my image.tar']) writeFileSync(join(work, name), '')
  const program = `#!/bin/sh\nexec '${process.execPath}' '${cliPath}' "$@"\n`
  writeFileSync(join(folder, 'bin/oci-pack'), program, { mode: 0o755 })
})

/** What is written, and what it becomes when the tabulator key is pressed. */
const cases: [string, string][] = [
  ['oci-pack bun', 'oci-pack bundle '],
  ['oci-pack cache ver', 'oci-pack cache verify '],
  ['oci-pack build --progr', 'oci-pack build --progress '],
  ['oci-pack build --progress pl', 'oci-pack build --progress plain '],
  ['oci-pack build --progress=pl', 'oci-pack build --progress=plain '],
  ['oci-pack push --compression zs', 'oci-pack push --compression zstd '],
  ['oci-pack inspect file', 'oci-pack inspect file-here.tar '],
  ['oci-pack build --file=fi', 'oci-pack build --file=file-here.tar '],
  ['oci-pack build fol', 'oci-pack build folder-here/'],
  ['oci-pack build -- fol', 'oci-pack build -- folder-here/'],
  ['oci-pack help bun', 'oci-pack help bundle '],
  ['oci-pack build --sbom cyc', 'oci-pack build --sbom cyclonedx '],
]
/** With blanks in names. */
const blanks: [string, string][] = [
  ['oci-pack inspect my\\ i', 'oci-pack inspect my\\ image.tar '],
  ['oci-pack inspect "my i', 'oci-pack inspect "my image.tar" '],
  ['oci-pack build --file=my\\ i', 'oci-pack build --file=my\\ image.tar '],
  ['oci-pack inspect my\\ image.tar ex', 'oci-pack inspect my\\ image.tar export '],
  ['oci-pack inspect "my image.tar" ex', 'oci-pack inspect "my image.tar" export '],
  ['oci-pack build one', 'oci-pack build one\\ folder/'],
]

/** What a line becomes in a shell in a terminal: it is made the argument of a command that shows it. */
async function completed(shell: readonly string[], setUp: string, line: string): Promise<string> {
  const terminal = join(projectRoot, 'test/support/terminal.py')
  const child = spawn('python3', [terminal, '200', '50', ...shell], {
    env,
    cwd: work,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  let text = ''
  child.stdout.on('data', (data: Buffer) => (text += data.toString()))
  const type = (keys: string) => child.stdin.write(`${JSON.stringify(keys)}\n`)
  type(`${setUp}; PS1=rea''dy\r`)
  while (!text.includes('ready')) await once(child.stdout, 'data')
  const [tabulator, toBegin, toEnd] = ['\t', '\x01', '\x05']
  type(`${line}${tabulator}@${toBegin}printf 'line <%s>\\n' '${toEnd}'\rexit\r`)
  await exited
  return /line <(.*)@>/.exec(text.replace(/.*printf.*/g, ''))?.[1] ?? text
}

const [bash, zsh, fish] = ['bash', 'zsh', 'fish'].map((shell) => hasCommand(shell) && hasCommand('python3'))

describe.runIf(needs('bash, python3', bash === true))('bash', () => {
  const bashIn = ['bash', '--norc', '--noprofile', '-i']
  const setUp = 'source <(oci-pack completion bash)'
  test.each([...cases, ...blanks])('%j', async (line, expected) => {
    expect(await completed(bashIn, setUp, line)).toBe(expected)
  })

  test.each(cases.filter(([line]) => line.includes('=')))('%j where = cuts no word', async (line, expected) => {
    expect(await completed(bashIn, `COMP_WORDBREAKS=\${COMP_WORDBREAKS//=}; ${setUp}`, line)).toBe(expected)
  })
})

describe.runIf(needs('zsh, python3', zsh === true))('zsh', () => {
  test.each([...cases, ...blanks])('%j', async (line, expected) => {
    const setUp = 'autoload -U compinit; compinit -u; source <(oci-pack completion zsh)'
    expect(await completed(['zsh', '-f', '-i'], setUp, line)).toBe(expected)
  })
})

describe.runIf(needs('fish', fish === true))('fish', () => {
  /** The candidates are not as they are written. */
  const last = (line: string): string => /((?:[^ \\]|\\.)*|"[^"]*") ?$/.exec(line)?.[1]?.replace(/[\\"]/g, '') ?? ''
  test.each([...cases, ...blanks])('%j', async (line, expected) => {
    const script = 'oci-pack completion fish | source; complete -C $argv[1]'
    const candidates = await runOk('fish', ['--no-config', '-c', script, line], { env, cwd: work })
    const words = candidates.split('\n').map((candidate) => candidate.split('\t')[0])
    expect(words).toContain(last(expected))
  })
})
