import { constants } from 'node:fs'
import { open as openDirectory } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { fromSystemError } from '../../core/errors.js'

/** A socket that hands its connections on to another one. */
export interface Relay {
  readonly path: string
  close(): Promise<void>
}

/** Listens at `name` in a folder. @throws OciPackError `io` */
export async function relaySocket(to: string, folder: string, name: string): Promise<Relay> {
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const agent = connect(to)
    for (const [one, other] of [
      [client, agent],
      [agent, client],
    ] as const) {
      open.add(one)
      one.pipe(other)
      // Whoever goes away, the other one hears of it.
      one.on('error', () => other.destroy())
      one.on('close', () => open.delete(one))
    }
  })
  const close = async (): Promise<void> => {
    for (const socket of open) socket.destroy()
    await closed(server)
  }
  const path = join(folder, name)
  try {
    const directory = await openDirectory(folder, constants.O_DIRECTORY)
    try {
      // An address holds 108 bytes, and paths in the store may be longer.
      await listening(server, `/proc/self/fd/${directory.fd}/${name}`)
    } finally {
      await directory.close()
    }
    return { path, close }
  } catch (error) {
    await close()
    throw fromSystemError(error, `listening for ${to} at ${path}`)
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
