import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runOk } from '../support/command.js'
import { projectRoot } from '../support/paths.js'
import { purls, scanned } from './support.js'

const manifest = (name: string, version: string, more: object = {}): string =>
  JSON.stringify({ name, version, ...more })

test('what is installed in a node_modules, at whatever depth, each once', async () => {
  const files = {
    'app/package.json': manifest('app', '1.0.0'),
    'app/node_modules/@scope/a/package.json': manifest('@scope/a', '2.0.0-rc.1', {
      license: 'MIT',
      author: { name: 'A' },
    }),
    'app/node_modules/b/package.json': manifest('b', '1.0.0', { license: { type: 'old' } }),
    'app/node_modules/b/node_modules/@scope/a/package.json': manifest('@scope/a', '2.0.0-rc.1'),
    'app/node_modules/b/lib/package.json': manifest('inner', '9.0.0'),
    'app/node_modules/b/esm/package.json': '{"type":"module"}',
    'app/node_modules/.package-lock.json': manifest('lock', '1.0.0'),
    'app/node_modules/broken/package.json': '{',
  }
  expect(await purls(files)).toEqual(['pkg:npm/%40scope/a@2.0.0-rc.1', 'pkg:npm/b@1.0.0'])
  const { packages } = await scanned(files)
  expect(packages[0]).toMatchObject({
    licenses: ['MIT'],
    supplier: 'A',
    foundIn: ['/app/node_modules/@scope/a/package.json', '/app/node_modules/b/node_modules/@scope/a/package.json'],
  })
})

interface Listed {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, Listed>>
}

test('npm ls tells the same of the packages that this project uses', async () => {
  const stdout = await runOk('npm', ['ls', '--all', '--json'], { cwd: projectRoot })
  const told = new Set<string>()
  const collect = ({ dependencies = {} }: Listed): void => {
    for (const [name, listed] of Object.entries(dependencies)) {
      if (listed.version !== undefined) told.add(`${name} ${listed.version}`)
      collect(listed)
    }
  }
  collect(JSON.parse(stdout) as Listed)
  const { packages } = await scanned(Object.fromEntries(manifests('node_modules')))
  const found = packages.map(({ namespace, name, version }) => `${[namespace ?? [], name].flat().join('/')} ${version}`)
  expect(found.length).toBeGreaterThan(100)
  expect(found.sort()).toEqual([...told].sort())
})

/** The package.json of every folder below one of this project. */
function manifests(folder: string): [string, string][] {
  return readdirSync(join(projectRoot, folder)).flatMap((name): [string, string][] => {
    const path = `${folder}/${name}`
    if (name === 'package.json') return [[path, readFileSync(join(projectRoot, path), 'utf8')]]
    const isFolder = statSync(join(projectRoot, path), { throwIfNoEntry: false })?.isDirectory() ?? false
    return isFolder && !name.startsWith('.') ? manifests(path) : []
  })
}
