import { open } from 'node:fs/promises'

/** Whether a file is a bundle by how it begins, or by its name where that is spoilt. @throws what the file system throws */
export async function isBundle(path: string): Promise<boolean> {
  if (/\.zip$/i.test(path)) return true
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return buffer.toString('latin1', 0, bytesRead) === 'PK'
  } finally {
    await file.close()
  }
}
