/**
 * The program of a thread that makes zstd frames: it is sent `{block, level}`, and sends the frame back. Plain JavaScript, for Node starts it
 * from the sources as well.
 */
import { parentPort } from 'node:worker_threads'
import zstd from '@bokuweb/zstd-wasm'

await zstd.init()
parentPort?.on('message', ({ block, level }) => {
  const frame = zstd.compress(block, level)
  parentPort?.postMessage(frame, [frame.buffer])
})
