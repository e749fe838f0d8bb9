import { chmod, chown, writeFile } from 'node:fs/promises'
import { fromSystemError } from '../../core/errors.js'
import type { Ownership } from '../executor.js'
import { outputOf } from './command.js'
import type { Workplace } from './workplace.js'

type Owning = Pick<Workplace, 'inside' | 'host' | 'signal'>

/** Writes a file, or makes it of what is streamed, that belongs to a user of the container. @throws OciPackError `executor`, `aborted`, `io` */
export async function writeOwned(
  path: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  ownership: Ownership,
  place: Owning,
): Promise<void> {
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    throw fromSystemError(error, `cannot write ${path}`)
  }
  await own(path, ownership, place)
}

/** Gives a file of this machine to a user of a container. @throws OciPackError `executor`, `aborted`, `io` */
export async function own(
  path: string,
  { uid, gid, mode }: Ownership,
  { inside, host, signal }: Owning,
): Promise<void> {
  // A container's root is whoever we are; its other users have ids that only Podman can give.
  const isOurs = host.rootless && uid === 0 && gid === 0
  try {
    await chmod(path, mode)
    if (!host.rootless) await chown(path, uid, gid)
  } catch (error) {
    throw fromSystemError(error, `cannot give ${path} to the user ${uid}:${gid}`)
  }
  if (!host.rootless || isOurs) return
  await outputOf(inside, `cannot give ${path} to the user ${uid}:${gid}`, ['chown', `${uid}:${gid}`, path], { signal })
}
