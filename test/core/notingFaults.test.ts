import { expect, test } from 'vitest'
import { notingFaults } from '../../src/core/notingFaults.js'

async function* source(error?: Error): AsyncGenerator<string> {
  yield await Promise.resolve('a')
  if (error) throw error
  yield 'b'
}

test('what passes is what comes, and nothing is noted', async () => {
  const faults: unknown[] = []
  const passed: string[] = []
  for await (const one of notingFaults(source(), faults)) passed.push(one)
  expect([passed, faults]).toEqual([['a', 'b'], []])
})

test("the stream's error is noted and thrown, that of who reads it is neither", async () => {
  const faults: unknown[] = []
  const [ofStream, ofReader] = [new Error('the disk is gone'), new Error('it is no layer')]
  const read = async (error?: Error): Promise<void> => {
    for await (const one of notingFaults(source(error), faults)) if (one === 'a' && !error) throw ofReader
  }
  await expect(read()).rejects.toBe(ofReader)
  expect(faults).toEqual([])
  await expect(read(ofStream)).rejects.toBe(ofStream)
  expect(faults).toEqual([ofStream])
})
