import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromSystemError } from '../../core/errors.js'

/** A socket that hands its connections on to another one. */
export interface Relay {
  readonly path: string
  close(): Promise<void>
}

/** Listens in a folder of its own, with a name that is short enough for a socket's address. @throws OciPackError `io` */
export async function relaySocket(to: string): Promise<Relay> {
  const folder = await mkdtemp(join(tmpdir(), 'oci-pack-'))
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
  const path = join(folder, 'socket')
  const close = async (): Promise<void> => {
    for (const socket of open) socket.destroy()
    await closed(server)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await listening(server, path)
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
