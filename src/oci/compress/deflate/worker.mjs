/** The program of a thread that deflates: it is sent sizes of what lies in the memory that it shares, and sends back what that became. */
import { parentPort, workerData } from 'node:worker_threads'
import { startEncoder } from './encoder.mjs'

const encoder = startEncoder(workerData.module, workerData.memory)
parentPort?.on('message', ({ size, before }) => {
  const deflated = encoder.deflate(size, before)
  parentPort?.postMessage(deflated, [deflated.buffer])
})
