import { readlink, realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** Where a path leads, links followed, also a link to what is not there yet: what is written in place of it. */
export async function linkTarget(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    const link = await readlink(path).catch(() => undefined)
    return link === undefined ? path : resolve(dirname(path), link)
  }
}
