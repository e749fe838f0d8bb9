/**
 * The program of a thread that makes zstd frames: it is sent the size of the content that lies in the shared memory `input`, and sends the frame back.
 * Plain JavaScript, for Node starts it from the sources as well.
 */
import { parentPort, workerData } from 'node:worker_threads'
import zstd from '@bokuweb/zstd-wasm'

const { input, level } = workerData
await zstd.init()
parentPort?.on('message', (size) => {
  const frame = zstd.compress(new Uint8Array(input, 0, size), level)
  parentPort?.postMessage(frame, [frame.buffer])
})
