import { expect, test } from 'vitest'
import { builder } from '../../support/builder.js'
import { failure } from '../../support/thrown.js'

test('a checksum of a local file is refused, at its line', async () => {
  const instruction = `ADD --checksum=sha256:${'0'.repeat(64)} f /x`
  const { run } = builder({ Dockerfile: `FROM scratch\n${instruction}\n`, f: 'f' })
  const error = await failure(run())
  expect(error).toMatchObject({ code: 'dockerfile', location: { line: 2, text: [instruction] } })
  expect(error.message).toContain('not for local files')
})
