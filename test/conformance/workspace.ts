import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { baseNames, baseTag } from './bases.js'
import type { Case } from './case.js'
import { writeFiles } from './files.js'
import { removeTree } from '../support/removeTree.js'

/** Where the things are that a case is built from. */
export interface Workspace {
  readonly context: string
  readonly file: string
  /** Folders by the name of their build context. */
  readonly contexts: Readonly<Record<string, string>>
  /** Where the image's archive is to be written. */
  readonly archive: string
}

/** Writes what a case is built from into a folder of its own, lets `use` build it and removes it all. */
export async function inWorkspace<T>(test: Case, use: (workspace: Workspace) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'))
  try {
    const context = join(folder, 'context')
    const { dockerfilePath: path = 'Dockerfile' } = test
    writeFiles(context, { ...test.context, ...(path === null ? {} : { [path]: textOf(test) }) })
    const contexts = Object.entries(test.contexts ?? {}).map(([name, files]): [string, string] => {
      writeFiles(join(folder, name), files)
      return [name, join(folder, name)]
    })
    return await use({
      context,
      file: join(context, path ?? 'Dockerfile'),
      contexts: Object.fromEntries(contexts),
      archive: join(folder, 'image.tar'),
    })
  } finally {
    removeTree(folder)
  }
}

/** The bases that a case's Dockerfile may name: in clear, or put together from variables. */
export function basesOf(test: Case): string[] {
  const text = textOf(test)
  return baseNames.filter((name) => text.includes(baseTag(name)) || text.includes(`=${name}\n`))
}

function textOf({ dockerfile }: Case): string {
  return typeof dockerfile === 'string' ? dockerfile : dockerfile.map((line) => line + '\n').join('')
}
