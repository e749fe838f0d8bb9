import { chmodSync, cpSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { hasCommand, runOk } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { cliPath, projectRoot } from '../support/paths.js'

const folder = temporaryFolder()
const context = join(folder, 'context')
const base = join(folder, 'base')

const dockerfile = `FROM host AS made
RUN mkdir -p /made/deep && echo made > /made/deep/file && ln -s deep/file /made/link
FROM host
ARG GREETING=hello
ENV GREETING=\${GREETING}
WORKDIR /app
COPY . .
COPY --chmod=0750 scripts /scripts
COPY --from=made /made /made
ADD archive.tar /unpacked
RUN chmod -R go-w /app && touch /app/new && rm /app/empty
ENTRYPOINT ["/scripts/run.sh"]
`

beforeAll(async () => {
  // Another user has to reach what is built.
  chmodSync(folder, 0o755)
  await makeHostBase(base)
  makeContext()
  await build('reference')
})

function makeContext(): void {
  mkdirSync(join(context, 'scripts'), { recursive: true })
  writeFileSync(join(context, 'Dockerfile'), dockerfile)
  writeFileSync(join(context, 'scripts/run.sh'), '#!/bin/sh\necho "$GREETING"\n')
  for (let i = 0; i < 1000; i++) {
    const directory = join(context, 'data', `d${i % 7}`)
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, `file ${i} é`), Buffer.alloc(i * 31, i))
  }
  writeFileSync(join(context, 'empty'), '')
  symlinkSync('data/d1', join(context, 'link'))
  writeFileSync(join(context, 'archive.tar'), Buffer.alloc(10_240))
}

interface Variant {
  readonly node?: readonly string[]
  readonly cli?: string
  readonly from?: string
  /** Where the archive and the store are put. */
  readonly into?: string
  /** A program with arguments that runs the command. */
  readonly through?: readonly string[]
  readonly env?: NodeJS.ProcessEnv
}

/** Builds this test's context as `name`.tar, with a store of its own. */
async function build(name: string, variant: Variant = {}): Promise<void> {
  const { node = [process.execPath], cli = cliPath, from = context, into = folder, through = [], env = {} } = variant
  const flags = ['-t', 'com/my/task:1.0.0', '--build-context', `host=oci-layout:${base}`]
  const places = ['--cache-dir', join(into, `cache-${name}`), '-o', join(into, `${name}.tar`)]
  const [program, ...args] = [...through, ...node, cli, 'build', ...flags, ...places, from]
  await runOk(program, args, { env: { ...process.env, ...env } })
}

/** `cmp` of an archive with the first one: silent where both are the same. */
function difference(name: string, into = folder): Promise<string> {
  return runOk('cmp', [join(folder, 'reference.tar'), join(into, `${name}.tar`)])
}

describe('the same inputs give the same bytes', () => {
  test('in another folder, from files written in another order at other times', async () => {
    const copy = join(folder, 'elsewhere', 'copy')
    mkdirSync(copy, { recursive: true })
    for (const name of readdirSync(context).reverse()) {
      cpSync(join(context, name), join(copy, name), { recursive: true, verbatimSymlinks: true })
    }
    for (const name of readdirSync(copy, { recursive: true, encoding: 'utf8' }))
      utimesSync(join(copy, name), 1_700_000_000, 1_700_000_001)
    await build('copied', { from: copy })
    expect(await difference('copied')).toBe('')
  })

  test.each<[string, string[], NodeJS.ProcessEnv]>([
    ['umask 077', ['sh', '-c', 'umask 077; exec "$0" "$@"'], {}],
    ['another time zone', [], { TZ: 'Pacific/Chatham' }],
    ['another locale', [], { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }],
    // Fewer than the context has files, and enough for Node's loader, which opens all of a program's modules at once.
    ['few file descriptors', ['sh', '-c', 'ulimit -n 512; exec "$0" "$@"'], {}],
  ])('with %s', async (name, through, env) => {
    await build(name, { through, env })
    expect(await difference(name)).toBe('')
  })

  test.runIf(needs('taskset', hasCommand('taskset')))('with one processor', async () => {
    await build('one', { through: ['taskset', '-c', '0'] })
    expect(await difference('one')).toBe('')
  })

  // npm packages that carry the programs of other Node versions.
  test.runIf(needs('Node for Linux', process.platform === 'linux')).each(['22', '24'])(
    'with Node %s',
    async (version) => {
      const node = ['npm', 'exec', '--yes', `--package=node-linux-${process.arch}@${version}`, '--', 'node']
      expect(await runOk('npm', [...node.slice(1), '--version'])).toMatch(new RegExp(`^v${version}\\.`))
      await build(`node${version}`, { node })
      expect(await difference(`node${version}`)).toBe('')
    },
  )

  test.runIf(needs('a root that may become another user', process.getuid?.() === 0 && hasCommand('setpriv')))(
    'as another user',
    async () => {
      const home = join(folder, 'home')
      const cli = await installedCopy(home)
      await runOk('chown', ['-R', '65534:65534', home])
      const through = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups']
      await build('nobody', { cli, into: home, through, env: { HOME: home } })
      expect(await difference('nobody', home)).toBe('')
    },
  )
})

/** The command with the packages that it needs, in a place that everyone may read; gives its entry point. */
async function installedCopy(target: string): Promise<string> {
  const listed = await runOk('npm', ['ls', '--omit=dev', '--all', '--parseable'], { cwd: projectRoot })
  const packages = listed
    .trim()
    .split('\n')
    .slice(1)
    .map((path) => relative(projectRoot, path))
  for (const path of ['package.json', 'dist', ...packages])
    cpSync(join(projectRoot, path), join(target, path), { recursive: true })
  return join(target, relative(projectRoot, cliPath))
}
