import { OciPackError } from '../../core/errors.js'
import { help } from './helper.js'
import { possibleIds } from './ids.js'

/**
 * Makes a folder with all that it holds this user's own, for him to read and remove, where processes with other ids wrote it: those
 * that namespaces give him. Links are not followed. @throws OciPackError `executor`
 */
export async function adoptTree(folder: string): Promise<void> {
  const errors: unknown[] = []
  for (const ids of await possibleIds(process.getuid?.() ?? 0, process.getgid?.() ?? 0)) {
    try {
      await help(ids, { job: 'adopt', folder: Buffer.from(folder) })
      return
    } catch (error) {
      errors.push(error)
    }
  }
  throw new OciPackError('executor', `cannot take over the files in ${folder}`, { cause: errors[0] })
}
