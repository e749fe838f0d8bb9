import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fromSystemError } from '../../core/errors.js'
import type { TemplateFile } from './fill.js'
import type { Language } from './languages.js'

/** Beside src as beside dist. */
const root = fileURLToPath(new URL('../../../templates', import.meta.url))

/** What every Task has: a descriptor, inputs to try it with, CI, a README. */
const common = 'task'

/** The files of a new Task as they are shipped, sorted by path. @throws OciPackError `io` */
export async function readTemplates(language: Language): Promise<TemplateFile[]> {
  try {
    const files = await Promise.all([common, language].map((folder) => filesIn(join(root, folder))))
    return files.flat().sort((a, b) => (a.path < b.path ? -1 : 1))
  } catch (error) {
    throw fromSystemError(error, `cannot read the templates in ${root}`)
  }
}

async function filesIn(folder: string): Promise<TemplateFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(folder, path).replaceAll(sep, '/'),
      content: await readFile(path),
    })),
  )
}
