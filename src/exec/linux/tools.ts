import { delimiter } from 'node:path'
import { whichProgram } from '../../core/host/whichProgram.js'

const searchPath = [process.env['PATH'] ?? '', '/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin'].join(delimiter)

/** What the host's programs see. */
export const toolEnvironment = { PATH: searchPath, LC_ALL: 'C' }

/** Where a program of the host is, or undefined. */
export function whichTool(name: string): string | undefined {
  return whichProgram(name, searchPath)
}
