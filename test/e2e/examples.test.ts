import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { languages } from '../../src/task/init/languages.js'
import { hasCommand, runOk } from '../support/command.js'
import { ociPack } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { baseFlags, languageBases } from '../support/languageBases.js'
import { needs } from '../support/needs.js'
import { cliPath, projectRoot } from '../support/paths.js'
import { Podman } from '../support/podman.js'
import { hasUserNamespaces } from '../support/userNamespaces.js'

const tasks = join(projectRoot, 'fixtures/tasks')
const folder = temporaryFolder()
const podman = new Podman(join(folder, 'podman'))
afterAll(() => podman.close())

const engines = [
  { name: 'builtin', works: needs('user namespaces', await hasUserNamespaces()) },
  { name: 'podman', works: needs('podman', hasCommand('podman') && hasCommand('runc')) },
].flatMap(({ name, works }) => (works ? [name] : []))

interface Expected {
  readonly exit: { readonly status: number }
  readonly outputs: readonly { readonly ok: boolean }[]
}

/** Checks a Task's folder, where nothing may be found, and packs it; gives the bundle. */
async function bundled(task: string, name: string, base: readonly string[]): Promise<string> {
  const bundle = join(folder, `${name}.zip`)
  const flags = [...base, '--cache-dir', join(folder, 'cache'), '--progress', 'quiet']
  const checked = await ociPack(['check', '--json', ...flags, task])
  expect(checked).toMatchObject({ status: 0, stderr: '' })
  expect(JSON.parse(checked.stdout)).toMatchObject({ findings: [] })
  await runOk(process.execPath, [cliPath, 'bundle', ...flags, '-o', bundle, task])
  return bundle
}

/** Runs a bundle; gives how the command ended, what was told of the run that does not hang on the engine, and what was written. */
async function ran(bundle: string, inputs: string, engine: string) {
  const outputs = join(`${bundle}-${engine}`)
  mkdirSync(outputs)
  const folders = ['--inputs', inputs, '--outputs', outputs, '--cache-dir', join(folder, 'cache')]
  const { status, stdout } = await ociPack(['run', bundle, '--json', '--engine', engine, ...folders], {
    env: podman.env,
  })
  const report = JSON.parse(stdout) as Expected & { engine: string; inputs: unknown }
  expect(report.engine).toBe(engine)
  return {
    status,
    report: { exit: report.exit, inputs: report.inputs, outputs: report.outputs },
    files: filesIn(outputs),
  }
}

/** What is in a folder, by path; images and tables alike as text. */
function filesIn(outputs: string): Record<string, string> {
  const entries = readdirSync(outputs, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort()
  return Object.fromEntries(paths.map((path) => [path.slice(outputs.length + 1), readFileSync(path, 'latin1')]))
}

/** Of Tasks whose report does not show all that they write. */
const written: Readonly<Record<string, Record<string, string>>> = {
  'copy-image': { copy: readFileSync(join(tasks, 'copy-image/inputs/picture'), 'latin1') },
  'sort-lines': { count: '3', sorted: 'apple\nfig\npear\n' },
  'reverse-array': { 'reversed/array.yml': 'size: 3', 'reversed/0': '30', 'reversed/1': '20', 'reversed/2': '10' },
  transpose: {
    ...{ 'transposed/array.yml': 'size: 3', 'transposed/0/array.yml': 'size: 2' },
    ...{ 'transposed/1/array.yml': 'size: 2', 'transposed/2/array.yml': 'size: 2' },
    ...{ 'transposed/0/0': '0', 'transposed/1/0': '1', 'transposed/2/0': '2' },
    ...{ 'transposed/0/1': '10', 'transposed/1/1': '11', 'transposed/2/1': '12' },
  },
}

describe('the example Tasks', () => {
  const base = join(folder, 'shell')
  beforeAll(() => makeHostBase(base))

  test.each(readdirSync(tasks))('%s', async (name) => {
    const task = join(tasks, name)
    const flags = ['--build-arg', 'BASE=host', '--build-context', `host=oci-layout:${base}`]
    const bundle = await bundled(task, name, flags)
    const report = JSON.parse(readFileSync(join(task, 'expected.json'), 'utf8')) as Expected
    const status = report.exit.status || (report.outputs.every(({ ok }) => ok) ? 0 : 3)
    for (const engine of engines) {
      const { files, ...told } = await ran(bundle, join(task, 'inputs'), engine)
      expect(told, engine).toEqual({ status, report })
      if (written[name]) expect(files, engine).toEqual(written[name])
    }
  })
})

describe('the Tasks that init writes', () => {
  const values = { 'sorted/array.yml': 'size: 3', 'sorted/0': '13', 'sorted/1': '12', 'sorted/2': '11' }
  const expected = {
    ...values,
    report: 'First try: the mean of 3 values, and a picture of 32 x 16 pixels',
    // Some languages write a whole number as 18, some as 18.0.
    result: expect.stringMatching(/^18(\.0)?$/) as string,
    table: 'value,shifted\n3,13\n1,11\n2,12\n',
  }

  describe.each(languages)('in %s', (language) => {
    test.runIf(needs(`a base with ${language}`, languageBases[language].parts !== undefined))(
      'work as they stand',
      async () => {
        const task = join(folder, `task-${language}`)
        await runOk(process.execPath, [cliPath, 'init', '--language', language, task])
        const bundle = await bundled(task, language, await baseFlags(language, join(folder, `base-${language}`)))
        for (const engine of engines) {
          const { status, files } = await ran(bundle, join(task, 'inputs'), engine)
          expect({ status, files }, engine).toEqual({ status: 0, files: expected })
        }
      },
    )
  })
})
