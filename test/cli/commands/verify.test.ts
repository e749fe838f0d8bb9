import { expect, test } from 'vitest'
import type { VerifyProblem } from '../../../src/api/options.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

const digest = `sha256:${'b'.repeat(64)}` as const

async function verify(names: string[], problems: VerifyProblem[]): Promise<[number, string]> {
  const io = fakeIo()
  const report = { names, manifestDigest: digest, layers: 2, size: 1500 }
  const status = await parseCommandLine(['verify', 'image.tar'])(
    io,
    fakeApi({ verify: async () => ({ report, problems }) }),
  )
  return [status, io.stdout.text]
}

test('an image that is whole', async () => {
  expect(await verify(['a:1', 'b:2'], [])).toEqual([0, `image.tar: ok, a:1, b:2, 2 layers of 1.5 kB, ${digest}\n`])
  expect(await verify([], [])).toEqual([0, `image.tar: ok, 2 layers of 1.5 kB, ${digest}\n`])
})

test('an image that is not', async () => {
  expect(await verify([], [{ where: 'layer 1', message: 'the digest\nis another\x1b[2J' }])).toEqual([
    1,
    'image.tar: 1 problem\n  layer 1: the digest is another\n',
  ])
})
