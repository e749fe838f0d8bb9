import { beforeEach, describe, expect, test } from 'vitest'
import type { Api } from '../../../src/cli/api.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { listedFile } from '../../../src/inspect/listing.js'
import { tarHeader } from '../../../src/oci/tar/entry.js'
import { failure } from '../../support/thrown.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

let asked: unknown[] = []
beforeEach(() => {
  asked = []
})

const listing = { path: '/etc', files: [listedFile(tarHeader('etc/a\x1b[1m', { size: 1 }))] }

function content(text: string): Api['withFile'] {
  return async (place, path, options, use) => {
    asked = [place, path, options.layer]
    return use({
      path: '/led/to',
      size: text.length,
      content: async function* () {
        yield Buffer.from(text)
      },
    })
  }
}

async function run(args: string[], api: Partial<Api>, isTTY = false): Promise<string> {
  const io = fakeIo({}, isTTY)
  expect(await parseCommandLine(['inspect', ...args])(io, fakeApi(api))).toBe(0)
  return io.stdout.text
}

test('ls', async () => {
  const listFiles: Api['listFiles'] = async (place, options) => {
    asked = [place, options?.path, options?.recursive, options?.layer]
    return listing
  }
  expect(await run(['a.tar', 'ls'], { listFiles })).toBe('---------- 0/0 1 1970-01-01 00:00 /etc/a\n')
  expect(asked).toEqual(['a.tar', undefined, undefined, undefined])
  expect(JSON.parse(await run(['a.tar', 'ls', '/etc', '-R', '--layer', '2', '--json'], { listFiles }))).toEqual(listing)
  expect(asked).toEqual(['a.tar', '/etc', true, '2'])
})

test('cat', async () => {
  expect(await run(['a.tar', 'cat', '/x'], { withFile: content('\0bytes\xff') })).toBe('\0bytes\xff')
  expect(asked).toEqual(['a.tar', '/x', undefined])
  expect(await run(['a.tar', 'cat', '/x', '--layer', '1'], { withFile: content('text\n') }, true)).toBe('text\n')
  expect(asked).toEqual(['a.tar', '/x', '1'])
  const io = fakeIo({}, true)
  const action = parseCommandLine(['inspect', 'a.tar', 'cat', '/x'])
  expect(await action(io, fakeApi({ withFile: content('\0') }))).toBe(1)
  expect(io.stdout.text).toBe('')
  expect(io.stderr.text).toContain('/led/to is not for a terminal: it is no text, or holds control characters')
})

test('export', async () => {
  const exportFiles: Api['exportFiles'] = async (place, { output, path }) => void (asked = [place, output, path])
  expect(await run(['a.tar', 'export'], { exportFiles })).toBe('')
  expect(asked).toEqual(['a.tar', '-', undefined])
  await run(['a.tar', 'export', '-o', 'folder', '/etc'], { exportFiles })
  expect(asked).toEqual(['a.tar', 'folder', '/etc'])
})

test('a layer as JSON', async () => {
  const digest = `sha256:${'1'.repeat(64)}` as const
  const layer = {
    number: 2,
    layers: 3,
    digest,
    diffId: digest,
    size: 1,
    unpacked: 2,
    createdBy: 'a',
    instruction: 'b',
    files: [],
  }
  const inspectLayer: Api['inspectLayer'] = async (...given) => {
    asked = given.slice(0, 2)
    return layer
  }
  expect(JSON.parse(await run(['a.tar', '--layer', '2', '--json'], { inspectLayer }))).toEqual(layer)
  expect(asked).toEqual(['a.tar', '2'])
})

describe('is not understood', () => {
  test.each([
    [['a.tar', 'cat'], 'Write oci-pack inspect a.tar cat PATH.'],
    [['a.tar', 'cat', '/x', '--json'], 'It is for oci-pack inspect IMAGE and oci-pack inspect IMAGE ls.'],
    [['a.tar', 'cat', '/x', '-o', 'y'], 'It is for oci-pack inspect IMAGE export.'],
    [['a.tar', '-R'], 'It is for oci-pack inspect IMAGE ls.'],
    [['a.tar', 'ls', '--no-files'], 'It is for oci-pack inspect IMAGE.'],
    [
      ['a.tar', 'export', '--layer', '1'],
      'It is for oci-pack inspect IMAGE, oci-pack inspect IMAGE ls and oci-pack inspect IMAGE cat.',
    ],
  ])('%j', async (args, hint) => {
    expect(await failure(run(args, {}))).toMatchObject({ code: 'usage', hint })
  })
})
