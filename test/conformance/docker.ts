import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { imageSummary } from '../support/imageSummary.js'
import { builtPlatform, builtTag, type Case } from './case.js'
import type { Outcome } from './recording.js'
import { inWorkspace, secretVariables, type Workspace } from './workspace.js'

const run = promisify(execFile)

const fixed = ['--progress=plain', '--no-cache', '--pull=false', '--network=none', '--provenance=false']

/** Builds a case with the daemon at DOCKER_HOST; a RUN has no network. The image is removed again. */
export function buildWithDocker(test: Case): Promise<Outcome> {
  return inWorkspace(test, async (workspace) => {
    try {
      await run('docker', ['build', ...fixed, ...flagsOf(test, workspace), workspace.context], {
        env: { ...process.env, ...secretVariables(test) },
        maxBuffer: 64 << 20,
      })
    } catch (error) {
      return { refused: reasonOf(error) }
    }
    await run('docker', ['save', '-o', workspace.archive, builtTag])
    await run('docker', ['image', 'rm', '-f', builtTag])
    return imageSummary(readFileSync(workspace.archive))
  })
}

function flagsOf(test: Case, { file, contexts, secrets, agents }: Workspace): string[] {
  const pairs = (flag: string, values: Readonly<Record<string, string>> = {}) =>
    Object.entries(values).map(([name, value]) => `--${flag}=${name}=${value}`)
  return [
    `--tag=${builtTag}`,
    `--file=${file}`,
    `--platform=${test.platform ?? builtPlatform}`,
    ...(test.target === undefined ? [] : [`--target=${test.target}`]),
    ...pairs('build-arg', test.buildArgs),
    ...pairs('label', test.labels),
    ...pairs('build-context', contexts),
    ...pairs('ssh', agents),
    ...Object.entries(test.secrets ?? {}).map(
      ([id, secret]) => `--secret=id=${id},${'env' in secret ? `env=${secret.env}` : `src=${secrets[id]}`}`,
    ),
    ...(test.addHosts ?? []).map((host) => `--add-host=${host}`),
    ...(test.ulimits ?? []).map(({ name, soft, hard }) => `--ulimit=${name}=${soft}:${hard}`),
    ...(test.shmSize === undefined ? [] : [`--shm-size=${test.shmSize}`]),
  ]
}

/** Gives the daemon an image of the archive at `path`. */
export async function loadIntoDocker(path: string): Promise<void> {
  await run('docker', ['load', '-q', '-i', path])
}

/** The error's last line, without what differs from one build to the next. */
function reasonOf(error: unknown): string {
  const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : ''
  const line = said.split('\n').findLast((text) => text.startsWith('ERROR: '))
  if (line === undefined) throw error
  return line
    .replace(/^ERROR: (failed to build: )?(failed to solve: )?/, '')
    .replace(/ref \S+::\S+/, 'ref')
    .replace(/\S*\/conformance-[^/]+\//g, '')
    .replace(/\S+\/merged\//, '/')
    .replace(/: failed to do request.*/, '')
}
