import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { imageSummary } from '../support/imageSummary.js'
import { removeTree } from '../support/removeTree.js'
import { baseNames } from './bases.js'
import { builtPlatform, builtTag, type Case } from './case.js'
import { writeBases } from './ociPack.js'
import type { Outcome } from './recording.js'
import { inWorkspace, secretVariables, type Workspace } from './workspace.js'

const run = promisify(execFile)

const fixed = ['--progress=plain', '--no-cache', '--pull=false', '--network=none', '--provenance=false']

/**
 * Builds a case with the daemon at DOCKER_HOST; a RUN has no network. The image is removed again; until then its name is its own,
 * lest somebody else who asks the same daemon gets it.
 * @param frontend the image that reads the Dockerfile in place of the daemon's own frontend
 */
export function buildWithDocker(test: Case, frontend?: string): Promise<Outcome> {
  return inWorkspace(test, async (workspace) => {
    const tag = `${builtTag}-${randomUUID()}`
    try {
      const flags = [`--tag=${tag}`, ...(frontend === undefined ? [] : [`--build-arg=BUILDKIT_SYNTAX=${frontend}`])]
      await run('docker', ['build', ...fixed, ...flags, ...flagsOf(test, workspace), workspace.context], {
        env: { ...process.env, ...secretVariables(test) },
        maxBuffer: 64 << 20,
      })
    } catch (error) {
      return { refused: reasonOf(error) }
    }
    await run('docker', ['save', '-o', workspace.archive, tag])
    await run('docker', ['image', 'rm', '-f', tag])
    return { ...imageSummary(readFileSync(workspace.archive)), tags: [builtTag] }
  })
}

function flagsOf(test: Case, { file, contexts, secrets, agents }: Workspace): string[] {
  const pairs = (flag: string, values: Readonly<Record<string, string>> = {}) =>
    Object.entries(values).map(([name, value]) => `--${flag}=${name}=${value}`)
  return [
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

/** Gives the daemon the images that cases build on. */
export async function loadBasesIntoDocker(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-bases-'))
  try {
    writeBases(folder)
    for (const name of baseNames) await run('docker', ['load', '-q', '-i', join(folder, name + '.tar')])
  } finally {
    removeTree(folder)
  }
}

/** Whether a daemon answers at DOCKER_HOST. */
export async function dockerAnswers(): Promise<boolean> {
  if (!process.env['DOCKER_HOST']) return false
  return run('docker', ['version']).then(
    () => true,
    () => false,
  )
}

/** Whether the daemon's images are in the containerd store, the default since Docker 29. */
export async function hasContainerdStore(): Promise<boolean> {
  const { stdout } = await run('docker', ['info', '--format', '{{.DriverStatus}}'])
  return stdout.includes('io.containerd.snapshotter')
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
