import { describe, expect, test } from 'vitest'
import { findCycle, importsOf, readSources, runtimeImportsOf, type Sources } from './support/imports.js'
import { projectRoot } from './support/paths.js'

/** The floors of the house: a file imports only from its own floor or a lower one. */
const floors: Readonly<Record<string, number>> = {
  core: 0,
  oci: 1,
  http: 1,
  dockerfile: 1,
  store: 2,
  registry: 2,
  rootfs: 2,
  exec: 3,
  sbom: 3,
  provenance: 3,
  reproduce: 3,
  sources: 3,
  inspect: 3,
  diff: 3,
  build: 4,
  export: 5,
  task: 6,
  explore: 6,
  api: 7,
  'index.ts': 7,
  cli: 8,
}
const longestFile = 300

const folderOf = (file: string): string => file.split('/')[1] ?? ''
const isOurs = (name: string): boolean => name.startsWith('src/')

const rules: Record<string, (sources: Sources) => string[]> = {
  'every folder has its floor': (sources) => [...sources.keys()].filter((file) => floors[folderOf(file)] === undefined),

  'no import goes up a floor': (sources) =>
    [...sources].flatMap(([file, text]) =>
      importsOf(file, text)
        .filter((name) => isOurs(name) && (floors[folderOf(name)] ?? 0) > (floors[folderOf(file)] ?? 0))
        .map((name) => `${file} imports ${name}`),
    ),

  'no folders import each other': (sources) => {
    const graph = new Map<string, Set<string>>()
    for (const [file, text] of sources) {
      const below = graph.get(folderOf(file)) ?? new Set()
      for (const name of importsOf(file, text))
        if (isOurs(name) && folderOf(name) !== folderOf(file)) below.add(folderOf(name))
      graph.set(folderOf(file), below)
    }
    return findCycle(graph) ?? []
  },

  'no files import each other': (sources) =>
    findCycle(new Map([...sources].map(([file, text]) => [file, runtimeImportsOf(file, text).filter(isOurs)]))) ?? [],

  'nothing is exported by default': (sources) =>
    [...sources].filter(([, text]) => /^export default\b/m.test(text)).map(([file]) => file),

  'what browsers run needs nothing of Node': (sources) => {
    const reached = new Set(
      [...sources.keys()].filter((file) => /^src\/(oci\/(portable|verify|readers)|inspect|explore\/page)\//.test(file)),
    )
    const found: string[] = []
    for (const file of reached) {
      for (const name of runtimeImportsOf(file, sources.get(file) ?? '')) {
        if (isOurs(name)) reached.add(name)
        else if (name.startsWith('node:')) found.push(`${file} imports ${name}`)
      }
    }
    return found
  },

  [`no file is longer than ${longestFile} lines`]: (sources) =>
    [...sources].filter(([, text]) => text.trimEnd().split('\n').length > longestFile).map(([file]) => file),
}

describe('the source keeps to its floors', () => {
  const sources = readSources(projectRoot, 'src')
  test.each(Object.entries(rules))('%s', (_, offenders) => {
    expect(offenders(sources)).toEqual([])
  })
})

describe('each rule catches who breaks it', () => {
  const broken: Record<string, Record<string, string>> = {
    'every folder has its floor': { 'src/attic/a.ts': '' },
    'no import goes up a floor': { 'src/core/a.ts': "import type { B } from '../oci/b.js'", 'src/oci/b.ts': '' },
    'no folders import each other': {
      'src/store/a.ts': "import type { B } from '../registry/b.js'",
      'src/registry/b.ts': "export * from '../store/c.js'",
      'src/store/c.ts': '',
    },
    'no files import each other': {
      'src/core/a.ts': "import { b } from './b.js'\nb()",
      'src/core/b.ts': "export { a as b } from './a.js'",
    },
    'nothing is exported by default': { 'src/core/a.ts': 'export default 1' },
    'what browsers run needs nothing of Node': {
      'src/explore/page/a.ts': "import { b } from '../../oci/b.js'\nb()",
      'src/oci/b.ts': "import { createHash } from 'node:crypto'\nexport const b = createHash",
    },
    [`no file is longer than ${longestFile} lines`]: { 'src/core/a.ts': '\n'.repeat(longestFile) + 'a()' },
  }
  test.each(Object.entries(rules))('%s', (name, offenders) => {
    expect(offenders(new Map(Object.entries(broken[name] ?? {})))).not.toEqual([])
  })

  test('a type alone is not needed at run time', () => {
    expect(runtimeImportsOf('src/a.ts', "import type { B } from './b.js'\nexport const b: B = 1")).toEqual([])
  })
})
