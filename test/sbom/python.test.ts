import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hasCommand, runOk } from '../support/command.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { purls, scanned } from './support.js'

const site = 'usr/lib/python3/site-packages'
const files: Readonly<Record<string, string>> = {
  [`${site}/Zope.Interface_x-6.0.dist-info/METADATA`]:
    'Metadata-Version: 2.1\nName: Zope.Interface_x\nVersion: 6.0\nLicense-Expression: MIT OR Apache-2.0\n\nName: in the text\n',
  [`${site}/old.egg-info/PKG-INFO`]:
    'Metadata-Version: 1.1\nName: old\nVersion: 0.1\nClassifier: License :: OSI Approved :: BSD License\n',
  [`${site}/flat-2.egg-info`]: 'Metadata-Version: 1.1\nName: flat\nVersion: 2\nLicense: UNKNOWN\n',
  [`${site}/git_one-1.0.dist-info/METADATA`]: 'Name: git-one\nVersion: 1.0+local\nLicense: MIT\n',
  [`${site}/git_one-1.0.dist-info/direct_url.json`]: JSON.stringify({
    url: 'https://user:secret@example.com/one.git',
    vcs_info: { vcs: 'git', commit_id: 'a'.repeat(40) },
  }),
}

test('distributions by their normalized names, and where they came from without its password', async () => {
  const place = `git%2Bhttps:%2F%2Fexample.com%2Fone.git%40${'a'.repeat(40)}`
  expect(await purls(files)).toEqual([
    'pkg:pypi/flat@2',
    `pkg:pypi/git-one@1.0%2Blocal?vcs_url=${place}`,
    'pkg:pypi/old@0.1',
    'pkg:pypi/zope-interface-x@6.0',
  ])
  const { packages } = await scanned(files)
  expect(packages.map(({ licenses }) => licenses)).toEqual([[], ['MIT'], ['BSD License'], ['MIT OR Apache-2.0']])
})

test('what describes nothing is passed over', async () => {
  expect(
    await purls({
      'a.dist-info/RECORD': '',
      'b.dist-info/METADATA': 'Name: b\n',
      'c.egg-info': '',
      'd.dist-info': 'Name: d\nVersion: 1\n',
    }),
  ).toEqual([])
})

describe.runIf(needs('python3', hasCommand('python3')))('against Python itself', () => {
  test('importlib.metadata finds the same', async () => {
    const folder = temporaryFolder()
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const program = `import importlib.metadata as m
for d in m.distributions(path=['${join(folder, site)}']): print(d.metadata['Name'].lower().replace('.', '-').replace('_', '-'), d.version)`
    const stdout = await runOk('python3', ['-c', program])
    const { packages } = await scanned(files)
    expect(packages.map(({ name, version }) => `${name} ${version}`)).toEqual(stdout.trim().split('\n').sort())
  })
})

test('a large file of metadata is read as any', async () => {
  const text = `Name: large\nVersion: 1\n\n${readFileSync(new URL(import.meta.url), 'utf8').repeat(200)}`
  expect(await purls({ 'large.dist-info/METADATA': text })).toEqual(['pkg:pypi/large@1'])
})
