import { readFileSync } from 'node:fs'
import { once } from '../../../core/once.js'
import { Threads } from '../threads.js'
import { compileEncoder, encoderMemory, startEncoder } from './encoder.mjs'

/** Bytes of content that are deflated at a time, and as many of those before as deflate can refer to (RFC 1951, 2). */
export const blockSize = 1024 * 1024
export const windowSize = 32 * 1024

/** Changes with the bytes that come of the same content. */
export const deflaterVersion = 1

const encoderModule = once(() => compileEncoder(readFileSync(new URL('deflate.wasm', import.meta.url))))
/** For what is a block or less: no thread is started for that. */
const ownEncoder = once(() => {
  const memory = encoderMemory()
  return { ...startEncoder(encoderModule(), memory), shared: new Uint8Array(memory.buffer) }
})

/**
 * Deflates blocks of a stream side by side, with an encoder of our own: the same bytes on every host, whatever its Node. It takes two thirds of the time of
 * zlib's level 2 and gives as much. Close it.
 */
export class Deflater {
  readonly #threads = new Threads(() => {
    const memory = encoderMemory()
    return {
      program: new URL('worker.mjs', import.meta.url),
      data: { module: encoderModule(), memory },
      shared: new Uint8Array(memory.buffer),
    }
  })

  /** Blocks of deflate of which none is the last, and the last ends on a whole byte. @param before up to 32 KiB that precede the block, which it may refer to */
  async deflate(block: Uint8Array, before: Uint8Array): Promise<Uint8Array> {
    const { contentPlace, shared, deflate } = ownEncoder()
    const fill = (memory: Uint8Array): void => {
      memory.set(before, contentPlace - before.length)
      memory.set(block, contentPlace)
    }
    const sizes = { size: block.length, before: before.length }
    if (before.length === 0 && block.length < blockSize) {
      fill(shared)
      return deflate(sizes.size, sizes.before)
    }
    return this.#threads.work((memory) => {
      fill(memory)
      return sizes
    })
  }

  close(): Promise<void> {
    return this.#threads.close()
  }
}
