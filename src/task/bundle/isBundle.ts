import { open } from 'node:fs/promises'
import { looksLikeBundle } from './looksLikeBundle.js'

/** Whether a file is a bundle. @throws what the file system throws */
export async function isBundle(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return looksLikeBundle(path, buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}
