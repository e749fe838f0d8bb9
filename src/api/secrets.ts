import { open, stat } from 'node:fs/promises'
import { fromSystemError, OciPackError } from '../core/errors.js'
import type { SecretSource } from './options.js'

/** As much as a secret may hold for Docker, in bytes. */
const maxSecret = 500 * 1024

type Env = Readonly<Record<string, string | undefined>>

/**
 * What reads each secret, by its id: once, and only when a RUN needs it. A variable that is not set is an empty secret.
 * @throws OciPackError `io`, `source` for a file that is missing or too large
 */
export async function secretReaders(
  sources: Readonly<Record<string, SecretSource>>,
  env: Env,
): Promise<Map<string, () => Promise<Uint8Array>>> {
  const readers = new Map<string, () => Promise<Uint8Array>>()
  for (const [id, source] of Object.entries(sources)) {
    if ('file' in source) await checkFile(id, source.file)
    let value: Promise<Uint8Array> | undefined
    readers.set(id, () => (value ??= read(id, source, env)))
  }
  return readers
}

async function checkFile(id: string, file: string): Promise<void> {
  const found = await told(id, file, stat(file))
  if (found.isDirectory())
    throw new OciPackError('source', `the secret ${id}: ${file} is a folder`, {
      hint: 'Name the file that holds the value.',
    })
  if (found.size > maxSecret) throw tooLarge(id)
}

async function read(id: string, source: SecretSource, env: Env): Promise<Uint8Array> {
  if ('env' in source) return Buffer.from(env[source.env] ?? '')
  const handle = await told(id, source.file, open(source.file))
  try {
    const bytes = Buffer.alloc(maxSecret + 1)
    let size = 0
    // A pipe gives what it holds piece by piece.
    for (let count = 1; count > 0 && size < bytes.length; size += count) {
      count = (await told(id, source.file, handle.read(bytes, size))).bytesRead
    }
    if (size > maxSecret) throw tooLarge(id)
    return bytes.subarray(0, size)
  } finally {
    await handle.close()
  }
}

async function told<T>(id: string, file: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw fromSystemError(error, `reading the secret ${id} from ${file}`)
  }
}

function tooLarge(id: string): OciPackError {
  return new OciPackError('source', `the secret ${id} is too large: ${maxSecret} bytes are the most`, {
    hint: 'Mount a folder of its own: --build-context NAME=FOLDER and RUN --mount=from=NAME.',
  })
}
