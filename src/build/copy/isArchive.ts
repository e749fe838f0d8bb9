import { OciPackError } from '../../core/errors.js'
import { decompress } from '../../oci/compress/decompress.js'
import { blockSize } from '../../oci/tar/header.js'
import { isTarStart } from '../../oci/tar/block.js'

/** Whether ADD unpacks a file: whether it begins as a tar, once it is inflated where that is needed. Its name does not matter. */
export async function isArchive(bytes: AsyncIterable<Uint8Array>): Promise<boolean> {
  try {
    return isTarStart(await firstBlock(decompress(bytes)))
  } catch (error) {
    // What only looks compressed is copied as it is.
    if (error instanceof OciPackError && error.code === 'format') return false
    throw error
  }
}

async function firstBlock(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  let start = Buffer.alloc(0)
  for await (const chunk of bytes) {
    start = Buffer.concat([start, chunk])
    if (start.byteLength >= blockSize) break
  }
  return start
}
