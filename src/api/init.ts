import { fillTemplate } from '../task/init/fill.js'
import { placeholders, taskIdentity } from '../task/init/identity.js'
import { isLanguage, languages } from '../task/init/languages.js'
import { readTemplates } from '../task/init/templates.js'
import { writeFiles } from '../task/init/writeFiles.js'
import { OciPackError } from '../core/errors.js'

/** What a new Task is to be. */
export interface InitOptions {
  /** The folder that it is written into; made where it is not there. */
  readonly folder: string
  /** `python` unless said; of `python`, `node`, `shell`, `r` and `java`. */
  readonly language?: string | undefined
  /** `com.my.task` unless said. */
  readonly namespace?: string | undefined
  /** `My task` unless said. */
  readonly name?: string | undefined
  /** Replaces files that are there. */
  readonly force?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** What was written. */
export interface InitReport {
  /** Below the folder, sorted. */
  readonly files: readonly string[]
}

/**
 * Writes a Task that works as it stands: a descriptor, a Dockerfile, code, inputs to try it with, CI. Nothing is written where
 * anything of it is there already. @throws OciPackError `usage`, `io`, `aborted`
 */
export async function init(options: InitOptions): Promise<InitReport> {
  const { folder, language = 'python', namespace = 'com.my.task', name = 'My task', force = false } = options
  if (!isLanguage(language))
    throw new OciPackError('usage', `there are no templates for "${language}"`, {
      hint: `There are some for ${languages.join(', ')}.`,
    })
  const values = placeholders(taskIdentity({ name, namespace }))
  const files = (await readTemplates(language)).map((file) => fillTemplate(file, values))
  await writeFiles(folder, files, { force, signal: options.signal ?? new AbortController().signal })
  return { files: files.map(({ path }) => path) }
}
