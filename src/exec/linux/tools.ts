import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const searchPath = [process.env['PATH'] ?? '', '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin'].join(delimiter)

/** What the host's programs see. */
export const toolEnvironment = { PATH: searchPath, LC_ALL: 'C' }

/** Where a program of the host is, or undefined. */
export function whichTool(name: string): string | undefined {
  return searchPath
    .split(delimiter)
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}
