import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { runProgram } from '../../../src/core/host/runProgram.js'

test('what a program has written is all there for who reads it later', async () => {
  const parts: Uint8Array[] = []
  const env = { PATH: process.env['PATH'] }
  const { status } = await runProgram('sh', ['-c', 'echo early'], env, {
    output: async (stdout) => {
      // The program has ended by then.
      await setTimeout(300)
      for await (const part of stdout) parts.push(part)
    },
  })
  expect(status).toBe(0)
  expect(Buffer.concat(parts).toString()).toBe('early\n')
})
