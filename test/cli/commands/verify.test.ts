import { expect, test } from 'vitest'
import type { VerifyResult } from '../../../src/api/verify/result.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

const sound: VerifyResult = { path: 'image.tar', passes: true, images: [], findings: [], readers: [] }
const damaged: VerifyResult = {
  ...sound,
  passes: false,
  findings: [
    {
      rule: 'archive-damaged',
      severity: 'error',
      message: 'the digest\nis another\x1b[2J',
      place: { file: 'image.tar' },
    },
  ],
}

async function verify(result: VerifyResult, ...flags: string[]): Promise<[number, string]> {
  const io = fakeIo()
  const verified = fakeApi({ verify: async () => result })
  const status = await parseCommandLine(['verify', ...flags, 'image.tar'])(io, verified)
  return [status, io.stdout.text]
}

test('an image that is whole', async () => {
  expect(await verify(sound)).toEqual([0, expect.stringContaining('image.tar')])
  expect(await verify(sound, '--quiet')).toEqual([0, ''])
})

test('an image that is not, in words that do nothing to a terminal', async () => {
  for (const flags of [[], ['--quiet']]) {
    const [status, text] = await verify(damaged, ...flags)
    expect(status).toBe(1)
    expect(text).toContain('is another')
    expect(text).not.toContain('\x1b')
  }
})
