import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cases } from '../../conformance/cases/index.js'
import { projectRoot } from '../../support/paths.js'

/** All Dockerfiles and .dockerignore files that the project has: of the conformance cases, the example Tasks and the templates. */
export function corpus(): [string, ...string[]] {
  const texts = Object.values(cases).flatMap(({ dockerfile, context = {} }) => {
    const ignore = context['.dockerignore']
    return [
      typeof dockerfile === 'string' ? dockerfile : dockerfile.map((line) => line + '\n').join(''),
      ...(typeof ignore === 'string' ? [ignore] : []),
    ]
  })
  // The two with the longest lines are no good to begin with: all would be as slow.
  return [
    'FROM scratch\n',
    ...texts.filter((text) => text.length < 10_000),
    ...filesOf('fixtures'),
    ...filesOf('templates'),
  ]
}

function filesOf(folder: string): string[] {
  const root = join(projectRoot, folder)
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /(^|\/)(Dockerfile|\.dockerignore)$/.test(path))
    .sort()
    .map((path) => readFileSync(join(root, path), 'utf8'))
}
