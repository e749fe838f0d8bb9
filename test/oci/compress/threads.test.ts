import { afterEach, expect, test } from 'vitest'
import { Threads, type ThreadStart } from '../../../src/oci/compress/threads.js'

const made: Threads[] = []
afterEach(() => Promise.all(made.map((threads) => threads.close())))

/** Threads of a program that does so with each message. */
function threads(program: string): Threads {
  const text = `import { parentPort as port } from 'node:worker_threads'\nport.on('message', (message) => { ${program} })`
  const start = (): ThreadStart => ({
    program: new URL(`data:text/javascript,${encodeURIComponent(text)}`),
    data: {},
    shared: new Uint8Array(new SharedArrayBuffer(8)),
  })
  const all = new Threads(start)
  made.push(all)
  return all
}

const many = Array.from({ length: 50 }, (_, i) => i)

test('each piece of work gets its own answer', async () => {
  const all = threads('port.postMessage(Uint8Array.of(message))')
  const answers = await Promise.all(many.map((i) => all.work(() => i)))
  expect(answers.map(([answer]) => answer)).toEqual(many)
})

test.each([
  ["throw new Error('broken')", 'broken'],
  ["port.postMessage('text')", 'gave no bytes'],
])('whoever waits fails with a thread that does %j', async (program, message) => {
  const all = threads(program)
  const results = await Promise.allSettled(many.map((i) => all.work(() => i)))
  for (const result of results)
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { message: expect.stringContaining(message) as string },
    })
})
