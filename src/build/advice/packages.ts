import type { WrittenCommand } from './commands.js'

/** What installs packages by name. */
export type Manager = 'apt' | 'apk' | 'pip' | 'npm'

/** A command that installs packages. */
export interface Install {
  readonly manager: Manager
  /** The words after `install` that begin with a dash. */
  readonly options: readonly string[]
  /** The packages whose version is not told. */
  readonly unpinned: readonly string[]
}

/** Options that take the next word. */
const valued: Readonly<Record<Manager, readonly string[]>> = {
  apt: ['-t', '--target-release', '--default-release', '-o', '--option', '-c', '--config-file', '-a'],
  apk: ['-t', '--virtual', '-X', '--repository', '-p', '--root', '--keys-dir', '--repositories-file', '--arch'],
  pip: [
    '-r',
    '--requirement',
    '-c',
    '--constraint',
    '-e',
    '--editable',
    '-i',
    '--index-url',
    '--extra-index-url',
  ].concat(
    ['-f', '--find-links', '-t', '--target', '--prefix', '--root', '--src', '--platform', '--python-version'],
    ['--trusted-host', '--cache-dir', '--timeout', '--retries', '--only-binary', '--no-binary', '--progress-bar'],
  ),
  npm: ['--prefix', '--registry', '--cache', '-w', '--workspace', '--omit', '--include'],
}

/** What a name looks like whose version is told, or that is no name at all: a file, an address, a variable. */
const pinned: Readonly<Record<Manager, RegExp>> = {
  apt: /[=/$]|\.deb$|-$/,
  apk: /[=~<>$/]/,
  pip: /={2,3}|@|[/\\$]|^\.|\.(whl|zip|tar\.gz)(\[|$)/,
  npm: /.@|[:$]|^[./~]|\.tgz$/,
}

/** The installation that a command is; undefined where it is none. */
export function installOf({ program, args }: WrittenCommand): Install | undefined {
  const manager = managerOf(program, args)
  if (manager === undefined) return undefined
  const verb = args.findIndex((arg) =>
    manager === 'apk' ? arg === 'add' : /^(install|i)$/.test(arg) || isNpmAdd(manager, arg),
  )
  if (verb < 0) return undefined
  const options: string[] = args.slice(0, verb).filter((arg) => arg.startsWith('-'))
  const names: string[] = []
  for (let i = verb + 1; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (!arg.startsWith('-')) names.push(arg)
    else {
      options.push(arg)
      if (valued[manager].includes(arg)) i++
    }
  }
  return { manager, options, unpinned: names.filter((name) => !pinned[manager].test(name)) }
}

function isNpmAdd(manager: Manager, arg: string): boolean {
  return manager === 'npm' && arg === 'add'
}

function managerOf(program: string, args: readonly string[]): Manager | undefined {
  if (program === 'apt' || program === 'apt-get') return 'apt'
  if (program === 'apk' || program === 'npm') return program
  if (/^pip[0-9.]*$/.test(program)) return 'pip'
  return /^python[0-9.]*$/.test(program) && args[0] === '-m' && args[1] === 'pip' ? 'pip' : undefined
}
