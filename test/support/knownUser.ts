import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The name and the password that `knownUser` lets in. */
export const login = { username: 'me', password: 'pass word:é' }

/** The `auth` of a registry that lets in who has `login` and nobody else; written into a folder. */
export async function knownUser(folder: string): Promise<object> {
  const path = join(folder, 'htpasswd')
  await mkdir(folder, { recursive: true })
  // Of bcrypt with its least cost: a test needs no safe one.
  await writeFile(path, `${login.username}:$2b$04$abcdefghijklmnopqrstuu6dP36vBFLQtIEwYo5dZY25FiFXwY5SS\n`)
  return { htpasswd: { realm: 'test', path } }
}
