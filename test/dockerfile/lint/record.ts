/**
 * `npx tsx test/dockerfile/lint/record.ts`: has the Docker daemon at DOCKER_HOST check the Dockerfiles of cases.ts, and keeps what it says in
 * recorded.json. It makes the images of bases.ts for it.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { recordedPath } from './answers.js'
import { bases } from './bases.js'
import type { Answer, LintCase } from './case.js'
import { cases } from './cases.js'

const run = promisify(execFile)
const folder = mkdtempSync(join(process.env['LINT_FOLDER'] ?? tmpdir(), 'lint-'))
let time = Math.floor(Date.now() / 1000) - 1_000_000

/** BuildKit takes a file of the same name, size and time for the one that it has: each gets a time of its own. */
function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
  utimesSync(join(folder, name), time, time)
  time++
}

async function ask({ dockerfile, ignore = '', buildArgs = {}, target, platform }: LintCase): Promise<Answer> {
  write('Dockerfile', dockerfile)
  write('.dockerignore', ignore)
  const flags = [
    ...Object.entries(buildArgs).map(([name, value]) => `--build-arg=${name}=${value}`),
    ...(target === undefined ? [] : [`--target=${target}`]),
    ...(platform === undefined ? [] : [`--platform=${platform}`]),
  ]
  const said = await run('docker', ['buildx', 'build', '--call=check,format=json', ...flags, folder]).then(
    ({ stdout }) => stdout,
    (error: unknown) => (error instanceof Error && 'stdout' in error ? String(error.stdout) : ''),
  )
  return said === '' ? { warnings: [], error: true } : answerOf(JSON.parse(said) as Said)
}

interface Said {
  readonly warnings:
    readonly { ruleName: string; location: { ranges: readonly { start: { line: number } }[] } }[] | null
  readonly buildError?: unknown
}

function answerOf({ warnings, buildError }: Said): Answer {
  const told = (warnings ?? []).map(({ ruleName, location }) => `${ruleName}:${location.ranges[0]?.start.line}`)
  return { warnings: told.sort(), error: buildError !== undefined }
}

try {
  for (const [name, { dockerfile, buildFor = 'linux/amd64' }] of Object.entries(bases)) {
    write('Dockerfile', dockerfile)
    await run('docker', ['build', '-q', `--platform=${buildFor}`, '--provenance=false', '-t', name, folder])
  }
  const answers: Record<string, Answer> = {}
  for (const [name, one] of Object.entries(cases)) answers[name] = await ask(one)
  writeFileSync(recordedPath, `${JSON.stringify(answers, null, 2)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
