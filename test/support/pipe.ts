import { spawn, spawnSync } from 'node:child_process'

/** A named pipe with somebody who reads it; gives what was read once its writer is done. Undefined where this machine makes none. */
export function readPipe(path: string): (() => Promise<Buffer>) | undefined {
  if (spawnSync('mkfifo', [path]).status !== 0) return undefined
  const reader = spawn('cat', [path])
  const read: Buffer[] = []
  reader.stdout.on('data', (chunk: Buffer) => read.push(chunk))
  const ended = new Promise((resolve) => reader.on('close', resolve))
  return async () => {
    await ended
    return Buffer.concat(read)
  }
}
