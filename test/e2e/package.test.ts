import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { run, runOk } from '../support/command.js'
import { exampleTask } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { projectRoot } from '../support/paths.js'
import { hasUserNamespaces } from '../support/userNamespaces.js'

const tool = (path: string): string => join(projectRoot, 'node_modules', path)

/** A tool of npm's in the project's folder. */
function inProject(path: string, ...args: readonly string[]): Promise<string> {
  return runOk(process.execPath, [tool(path), ...args], { cwd: projectRoot, env: { ...process.env, NO_COLOR: '1' } })
}

test('publint finds nothing in the package', async () => {
  expect(await inProject('publint/src/cli.js', '--strict')).toContain('All good!')
})

test('types are found however the package is resolved', async () => {
  // Who requires it has to import it instead, or have a Node that requires modules.
  const rules = ['--ignore-rules', 'cjs-resolves-to-esm']
  expect(await inProject('@arethetypeswrong/cli/dist/index.js', '--pack', '.', ...rules)).toContain('No problems found')
})

test('all that is public is documented, and refers to nothing that is not', async () => {
  await inProject('typedoc/bin/typedoc', '--emit', 'none', '--treatWarningsAsErrors')
})

// npm is asked, for it may have a way there that a program does not.
const answers = (await run('npm', ['view', 'tar-stream', 'version'])).status === 0

const pages = ['README.md', ...readdirSync(join(projectRoot, 'docs')).map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
)
const strict = '--strict --module nodenext --target es2023 --exactOptionalPropertyTypes'.split(' ')
const canRun = needs('user namespaces', await hasUserNamespaces())

describe.runIf(needs('the registry of npm', answers))('what npm pack gives, in an empty project', () => {
  const folder = temporaryFolder()
  const project = join(folder, 'project')
  const types = ['--types', 'node', '--typeRoots', join(projectRoot, 'node_modules/@types')]
  const compile = (...names: readonly string[]): Promise<string> =>
    runOk(process.execPath, [tool('typescript/bin/tsc'), ...strict, ...types, ...names], { cwd: project })
  const npm = (...args: readonly string[]): Promise<string> => runOk('npm', args, { cwd: project })
  beforeAll(async () => {
    await mkdir(project)
    await runOk('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: projectRoot })
    const [archive = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }))
    await npm('install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, archive))
  })

  test('its command runs', async () => {
    expect(await npm('exec', '--', 'oci-pack', '--version')).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('what the pages show of programs compiles', async () => {
    const blocks = pages.flatMap((page) =>
      [...readFileSync(join(projectRoot, page), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code),
    )
    expect(blocks.length).toBeGreaterThan(2)
    const names = blocks.map((_, i) => `page${i}.ts`)
    for (const [i, code] of blocks.entries()) writeFileSync(join(project, names[i] ?? ''), code)
    await compile(...names)
  })

  test.runIf(canRun)('the example program compiles against its types, and does what it says', async () => {
    cpSync(join(projectRoot, 'examples/task.ts'), join(project, 'task.ts'))
    await compile('task.ts')
    await makeHostBase(join(folder, 'base'))
    const args = ['task.js', exampleTask.context, join(folder, 'base')]
    const printed = await runOk(process.execPath, args, { cwd: project })
    expect(printed).toMatch(
      /^bundled com\/my\/task:1\.0\.0 as sha256:[0-9a-f]{64}\nsound: true, taken by \d+ of \d+ programs\n\d+ layers for linux\/\w+\nthe same again: same\noutput sum: right\n$/,
    )
  })
})
