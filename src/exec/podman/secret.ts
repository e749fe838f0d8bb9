import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSystemError } from '../../core/errors.js'
import { outputOf } from './command.js'
import type { Workplace } from './workplace.js'

/** Gives Podman bytes to keep on its own disk until the container is gone, under the name that is returned. @throws OciPackError `executor`, `aborted`, `io` */
export async function makeSecret(place: Workplace, name: string, bytes: Uint8Array): Promise<string> {
  const { podman, privateFolder, cleanup, signal } = place
  const secret = `${place.name}-${name}`
  // From its standard input, Podman takes secrets through pipes alone, and Node makes sockets.
  const path = join(privateFolder, name)
  try {
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    throw fromSystemError(error, `cannot write ${path}`)
  }
  cleanup.add(() => podman(['secret', 'rm', secret]))
  await outputOf(podman, 'cannot hand podman a secret', ['secret', 'create', secret, path], { signal })
  return secret
}
