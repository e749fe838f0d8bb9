import type { Run } from '../../dockerfile/instruction.js'
import { fieldsOf } from '../../dockerfile/mountFields.js'
import { runCommand } from '../../dockerfile/runCommand.js'
import type { AdviceName } from './adviceTable.js'
import { pipelinesOf, type WrittenCommand } from './commands.js'
import { type Install, installOf, type Manager } from './packages.js'

/** What a RUN finds. */
export interface RunScope {
  /** SHELL, or its default. */
  readonly shell: readonly string[]
  /** The names that ENV and ARG have set. */
  readonly variables: ReadonlySet<string>
  /** Whether what it leaves behind comes into the image. */
  readonly shipped: boolean
}

export type Advise = (name: AdviceName, message: string, hint: string) => void

/** What to do better in a RUN. One whose script is not understood, or that no shell runs, is left alone. */
export function adviseRun(run: Run, scope: RunScope, advise: Advise): void {
  const { argv } = runCommand(run, scope.shell)
  const [shell = '', ...rest] = argv
  if (run.command.form === 'exec' || !/(^|\/)(ba|da|a)?sh$/.test(shell)) return
  const pipelines = pipelinesOf(rest.at(-1) ?? '')
  const commands = pipelines.flat()
  for (const pipeline of pipelines) advisePipe(pipeline, advise)
  if (commands.some(({ program }) => program === 'sudo'))
    advise('dockerfile-sudo', 'RUN uses sudo', 'Leave it out, and write USER root before where another user is set.')
  for (const command of commands) {
    const install = installOf(command)
    if (install) adviseInstall(install, advise)
  }
  if (scope.shipped) adviseCaches(run, commands, scope.variables, advise)
}

function adviseInstall({ manager, options, unpinned }: Install, advise: Advise): void {
  if (manager === 'apt' && !options.some((option) => /^(-[a-z]*y[a-z]*|-qq|--yes|--assume-yes)$/.test(option)))
    advise('dockerfile-apt-yes', 'apt-get install asks before it installs', 'Write apt-get install -y.')
  if (unpinned.length === 0) return
  const names =
    unpinned.length > 3 ? `${unpinned.slice(0, 3).join(', ')} and ${unpinned.length - 3} more` : unpinned.join(', ')
  advise(
    'dockerfile-package-version',
    `${manager} installs whatever version there is of ${names}`,
    versionHints[manager],
  )
}

const versionHints: Readonly<Record<Manager, string>> = {
  apt: 'Write NAME=VERSION, as apt-cache policy NAME tells it.',
  apk: 'Write NAME=VERSION, or NAME~VERSION for its patches.',
  pip: 'Write NAME==VERSION, or keep versions in a requirements.txt.',
  npm: 'Write NAME@VERSION, or keep versions in a package-lock.json and use npm ci.',
}

/** What a package manager leaves behind, unless it is told not to, it is removed, or it lies in a mount. */
function adviseCaches(
  run: Run,
  commands: readonly WrittenCommand[],
  variables: ReadonlySet<string>,
  advise: Advise,
): void {
  const kept = (path: string): boolean =>
    !mountTargets(run).some((target) => `${path}/`.startsWith(`${target}/`)) &&
    !commands.some(({ program, args }) => program === 'rm' && args.some((arg) => arg.startsWith(path)))
  const does = (name: RegExp, verb: RegExp): boolean =>
    commands.some(({ program, args }) => name.test(program) && args.some((arg) => verb.test(arg)))
  if (does(/^apt(-get)?$/, /^update$/) && !does(/^apt(-get)?$/, /^dist-?clean$/) && kept('/var/lib/apt/lists'))
    leaves('apt-get update', 'its lists', 'End the RUN with && rm -rf /var/lib/apt/lists/*.', advise)
  for (const command of commands) {
    const install = installOf(command)
    if (install?.manager === 'apk' && !install.options.includes('--no-cache') && kept('/var/cache/apk'))
      leaves('apk add', 'its index', 'Write apk add --no-cache.', advise)
    if (install?.manager === 'pip' && !install.options.includes('--no-cache-dir') && kept('/root/.cache')) {
      const told = ['PIP_NO_CACHE_DIR', 'PIP_CACHE_DIR'].some(
        (name) => variables.has(name) || command.variables.includes(name),
      )
      if (!told) leaves('pip', 'its cache', 'Write pip install --no-cache-dir.', advise)
    }
  }
}

function leaves(who: string, what: string, hint: string, advise: Advise): void {
  advise('dockerfile-package-cache', `${who} leaves ${what} in the image, which differ from day to day`, hint)
}

/** The folders that are no part of the image while the RUN goes on. */
function mountTargets({ mounts }: Run): string[] {
  const targets = mounts.map((mount) => fieldsOf(mount).findLast(({ key }) => key === 'target')?.value)
  return targets.flatMap((target) => target?.replace(/\/+$/, '') ?? [])
}

const fetching = /^(curl|wget)$/
const executing = /^((ba|da|a|z)?sh|python[0-9.]*|perl|node)$/

function advisePipe(pipeline: readonly WrittenCommand[], advise: Advise): void {
  const first = pipeline.findIndex(({ program }) => fetching.test(program))
  const next = pipeline
    .slice(first + 1)
    .find(({ program, args }) => executing.test(program === 'sudo' ? (args[0] ?? '') : program))
  if (first < 0 || !next) return
  advise(
    'dockerfile-pipe-to-shell',
    `${next.program} executes what ${pipeline[first]?.program ?? ''} downloads, whatever it is that day`,
    'Use ADD --checksum=sha256:…, or download it, check it with sha256sum -c, and execute it then.',
  )
}
