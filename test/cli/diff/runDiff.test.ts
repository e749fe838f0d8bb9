import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { diff } from '../../../src/api/diff/diff.js'
import { OciPackError } from '../../../src/core/errors.js'
import { parseCommandLine } from '../../../src/cli/program.js'
import { temporaryFolder } from '../../support/folder.js'
import { archiveOf, file, type ImageParts, imagePairs, special } from '../../support/imagePairs.js'
import { fakeApi, fakeIo } from '../fakeIo.js'

const folder = temporaryFolder()
let count = 0

function stored(parts: ImageParts): string {
  const path = join(folder, `image-${count++}.tar`)
  writeFileSync(path, archiveOf(parts))
  return path
}

/** What the command prints for two images, their paths told as `a.tar` and `b.tar`, and its status. */
async function run(
  before: ImageParts,
  after: ImageParts,
  ...flags: string[]
): Promise<{ status: number; text: string }> {
  const [a, b] = [stored(before), stored(after)]
  const io = fakeIo()
  const status = await parseCommandLine(['diff', ...flags, a, b])(io, fakeApi({ diff }))
  expect(io.stderr.text).toBe('')
  return { status, text: io.stdout.text.replaceAll(a, 'a.tar').replaceAll(b, 'b.tar') }
}

const layers = (...items: Parameters<typeof file>[]): ImageParts => ({ layers: [items.map((item) => file(...item))] })

describe('what is told of two images', () => {
  test('a whole report', async () => {
    const before: ImageParts = {
      layers: [[file('same')], [file('app', 'one\ntwo\n'), file('old', 'x'), file('t')]],
      config: { Env: ['A=1'], Labels: { long: 'x'.repeat(120) } },
      steps: ['FROM', 'COPY app /'],
    }
    const after: ImageParts = {
      layers: [
        [file('same')],
        [
          file('app', 'one\nTWO\n', { mode: 0o755 }),
          special('link', 'symlink', { target: 'app' }),
          file('t', '', { mtime: 9 }),
        ],
      ],
      config: { Labels: { long: 'y' } },
      steps: ['FROM', 'COPY app /app'],
      tag: '2',
    }
    const { status, text } = await run(before, after)
    expect(status).toBe(1)
    expect(text.replace(/sha256:[0-9a-f]{12}/g, 'ID'))
      .toBe(`-  a.tar  com/my/task:1  ID  linux/amd64  1980-01-01T00:00:00Z
+  b.tar  com/my/task:2  ID  linux/amd64  1980-01-01T00:00:00Z
They differ: 3 files, 1 file in times alone, 2 settings, 1 step and 1 of 2 layers.

config
  Env A  1 -> not set
  Labels long
  - ${'x'.repeat(120)}
  + y

files
  M /app  content 8 B, mode 0644 -> 0755
      @@ -1,2 +1,2 @@
       one
      -two
      +TWO
  A /link  link to app 0:0
  D /old  file 0644 0:0 1 B
  1 file in times alone, /t

history
  - 2  COPY app /
  + 2  COPY app /app

layers
  = 1  the same, 1.5 kB
       FROM
  M 2  4 files, 1 of them in times alone
       - COPY app /
       + COPY app /app
`)
  })

  test.each([
    ['the same archive', 'They are the same image: sha256:'],
    ['an OCI archive', 'They are the same image, stored differently: sha256:'],
  ])('%s', async (name, said) => {
    const pair = imagePairs[name]
    if (!pair) throw new Error(`no pair ${name}`)
    const { status, text } = await run(pair.before, pair.after)
    expect(status).toBe(0)
    expect(text).toContain(said)
  })

  test('why the same files have another digest', async () => {
    const { status, text } = await run(layers(['a'], ['b']), layers(['b'], ['a']))
    expect(status).toBe(1)
    expect(text).toContain(`  M 1  the same files, written differently
       COPY 0
       the order of entries (2 entries, first /a): entry 1 -> entry 2
`)
  })

  test('what is ignored is told', async () => {
    const { status, text } = await run(layers(['a', '', { mtime: 5 }]), layers(['a']), '--ignore', 'times,owners')
    expect(status).toBe(0)
    expect(text).toContain('Nothing differs but for what is ignored: times and owners.')
    expect(text).toContain('M 1  differs in nothing but what is ignored')
  })

  test('files layer by layer', async () => {
    const { text } = await run(layers(['a', 'x\n']), layers(['a', 'y\n']), '--by-layer')
    expect(text).not.toContain('\nfiles\n')
    expect(text).toContain(
      '  M 1  1 file\n       COPY 0\n       M /a  content 2 B\n           @@ -1,1 +1,1 @@\n           -x\n',
    )
  })

  test('bytes', async () => {
    const { text } = await run(layers(['a', 'a\0b']), layers(['a', 'a\0c']), '--hex')
    expect(text).toContain('      binary, first at byte 2, sha256:')
    expect(text).toContain(
      `      -00000000  61 00 62${' '.repeat(39)}  |a.b|\n      +00000000  61 00 63${' '.repeat(39)}  |a.c|\n`,
    )
  })

  test('no texts', async () => {
    const { text } = await run(layers(['a', 'x\n']), layers(['a', 'y\n']), '--no-text')
    expect(text).toContain('  M /a  content 2 B\n      first at byte 0, sha256:')
  })

  test('names alone, amounts alone, nothing', async () => {
    const [before, after] = [layers(['a', 'x\n'], ['b'], ['c', '\0']), layers(['a', 'y\nz\n'], ['c', '\0\0'], ['d'])]
    expect(await run(before, after, '--name-only')).toEqual({ status: 1, text: '/a\n/b\n/c\n/d\n' })
    expect(await run(before, after, '--stat')).toEqual({
      status: 1,
      text: '/a | +2 -1\n/b | removed\n/c | 1 -> 2 bytes\n/d | added\n2 files changed, 1 added, 1 removed\n',
    })
    expect(await run(before, after, '-q')).toEqual({ status: 1, text: '' })
    expect(await run(before, before, '-q')).toEqual({ status: 0, text: '' })
  })

  test('much is cut short, unless all is asked for', async () => {
    const many = Array.from({ length: 130 }, (_, i): Parameters<typeof file> => [`f${i}`])
    const long = ['long', Array.from({ length: 99 }, (_, i) => `${i}\n`).join('')] as const
    const { text } = await run(layers(['long', '']), layers(long as unknown as Parameters<typeof file>, ...many))
    expect(text).toContain('  and 31 more: --all\n')
    const one = await run(layers(['long', 'x']), layers([...long]))
    expect(one.text).toContain('and 42 more: --all')
    const all = await run(layers(['long', 'x']), layers([...long]), '--all')
    expect(all.text).not.toContain('more: --all')
    expect(all.text).toContain('+98')
  })

  test('control characters of an image reach no terminal', async () => {
    const before: ImageParts = { layers: [[file('e\x1b[31m\nvil', 'plain\n')]], config: { Env: ['A=\x1b]0;x\x07'] } }
    const after: ImageParts = { layers: [[file('e\x1b[31m\nvil', 'not\x1b[2J\r\n')]], config: {} }
    for (const flags of [[], ['--by-layer'], ['--stat'], ['--name-only'], ['--hex', '--all']]) {
      const { text } = await run(before, after, ...flags)
      expect(text).toContain('/e␛[31m␊vil')
      expect(text).not.toMatch(/[\0-\x09\x0b-\x1f]/)
    }
    expect((await run(before, after)).text).toContain('+not␛[2J␍')
  })
})

describe('the exit status where nothing could be told', () => {
  const told = async (error: Error, ...args: string[]): Promise<[number, string]> => {
    const io = fakeIo()
    const api = fakeApi({ diff: () => Promise.reject(error) })
    return [await parseCommandLine(['diff', 'a.tar', 'b.tar', ...args])(io, api), io.stderr.text]
  }

  test.each([
    ['a failure', new OciPackError('not-found', 'a.tar is not there', { hint: '' }), 'a.tar is not there'],
    ['wrong usage', new OciPackError('usage', 'that is nothing', { hint: '' }), 'that is nothing'],
    ['a fault of ours', new TypeError('oops'), 'oops'],
  ])('%s', async (_, error, said) => {
    const [status, text] = await told(error)
    expect(status).toBe(2)
    expect(text).toContain(said)
  })

  test.each([
    [['--ignore', 'everything'], '"everything" is nothing that can be ignored'],
    [['-U', 'x'], '-U x: this is no number of lines'],
  ])('%s', async (args, said) => {
    const [status, text] = await told(new Error('this is not called'), ...args)
    expect(status).toBe(2)
    expect(text).toContain(said)
  })
})
