import { expect, test } from 'vitest'
import { builder } from '../support/builder.js'
import { failure } from '../support/thrown.js'

/** What Docker does and this version does not must never be passed over: the image would be another one. */
test.each<[instruction: string, message: RegExp, code?: string]>([
  [
    'ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d f /x',
    /not for local files/,
    'dockerfile',
  ],
])('%s is refused, at its line', async (instruction, message, code = 'unsupported') => {
  const { run } = builder({ Dockerfile: `FROM scratch\n${instruction}\n`, f: 'f' })
  const error = await failure(run())
  expect(error).toMatchObject({ code, location: { line: 2 } })
  expect(error.message).toMatch(message)
})
