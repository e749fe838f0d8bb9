import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { type PatchedSource, writeOutput, writePatched } from '../../src/export/output.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { readPipe } from '../support/pipe.js'
import { failure } from '../support/thrown.js'

const root = temporaryFolder()
const { signal } = new AbortController()
let folder = ''
let count = 0

beforeEach(() => {
  folder = join(root, String(++count))
  mkdirSync(folder)
})

async function* chunks(...parts: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Error) throw part
    yield Buffer.from(part)
  }
}

describe('writeOutput', () => {
  it('writes a file, by its name alone when it is whole', async () => {
    const dest = join(folder, 'image.tar')
    const seen: string[][] = []
    await writeOutput(
      dest,
      (async function* () {
        yield Buffer.from('a')
        seen.push(readdirSync(folder))
        yield Buffer.from('b')
      })(),
      signal,
    )
    expect(seen.flat()).not.toContain('image.tar')
    expect(readFileSync(dest, 'utf8')).toBe('ab')
    expect(readdirSync(folder)).toEqual(['image.tar'])
  })

  it('leaves the former file, and nothing else, when the source fails', async () => {
    const dest = join(folder, 'image.tar')
    writeFileSync(dest, 'former')
    const error = new OciPackError('registry', 'gone', { hint: '' })
    expect(await failure(writeOutput(dest, chunks('new', error), signal))).toBe(error)
    expect(readFileSync(dest, 'utf8')).toBe('former')
    expect(readdirSync(folder)).toEqual(['image.tar'])
  })

  it('leaves nothing when it is stopped', async () => {
    const controller = new AbortController()
    const endless = (async function* () {
      for (let i = 0; ; i++) {
        if (i === 3) controller.abort()
        yield Buffer.from('x')
      }
    })()
    expect((await failure(writeOutput(join(folder, 'a'), endless, controller.signal))).code).toBe('aborted')
    expect(readdirSync(folder)).toEqual([])
  })

  it("replaces a link's target and not the link, also where there is no target yet", async () => {
    mkdirSync(join(folder, 'real'))
    symlinkSync('real/image.tar', join(folder, 'link'))
    for (const text of ['first', 'second']) {
      await writeOutput(join(folder, 'link'), chunks(text), signal)
      expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
      expect(readFileSync(join(folder, 'real/image.tar'), 'utf8')).toBe(text)
    }
  })

  it("keeps an existing file's permissions", async () => {
    const dest = join(folder, 'image.tar')
    writeFileSync(dest, 'former')
    chmodSync(dest, 0o640)
    await writeOutput(dest, chunks('new'), signal)
    expect(statSync(dest).mode & 0o777).toBe(0o640)
  })

  it('says what is wrong with the place', async () => {
    writeFileSync(join(folder, 'file'), '')
    expect(await failure(writeOutput(folder, chunks('x'), signal))).toMatchObject({
      code: 'io',
      message: `cannot write ${folder}: it is a folder`,
    })
    const missing = join(folder, 'not/there.tar')
    expect(await failure(writeOutput(missing, chunks('x'), signal))).toMatchObject({
      code: 'io',
      hint: `Make it first: mkdir -p ${join(folder, 'not')}`,
    })
    expect((await failure(writeOutput(join(folder, 'file/x'), chunks('x'), signal))).message).toContain(
      'not a directory',
    )
    expect(readdirSync(folder)).toEqual(['file'])
  })

  it('says when the disk is full', async () => {
    if (!needs('/dev/full', existsSync('/dev/full'))) return
    expect(await failure(writeOutput('/dev/full', chunks('x'), signal))).toMatchObject({
      code: 'io',
      message: 'cannot write /dev/full: no space left on the device',
      hint: expect.stringContaining('Free some space') as string,
    })
  })

  it('writes into a pipe as it is', async () => {
    const pipe = join(folder, 'pipe')
    const read = readPipe(pipe)
    if (!needs('mkfifo', read !== undefined) || !read) return
    await writeOutput(pipe, chunks('through ', 'the pipe'), signal)
    expect((await read()).toString()).toBe('through the pipe')
    expect(lstatSync(pipe).isFIFO()).toBe(true)
  })
})

describe('writePatched', () => {
  const source: PatchedSource = {
    async *patched() {
      yield Buffer.from('size ?, ')
      yield Buffer.from('content')
      yield { offset: 5, bytes: Buffer.from('7') }
      yield Buffer.from('.')
    },
    streamed: () => chunks('size 7, content.'),
  }

  it('goes back in a file, and writes on where it was', async () => {
    const dest = join(folder, 'a.zip')
    await writePatched(dest, source, signal)
    expect(readFileSync(dest, 'utf8')).toBe('size 7, content.')
    expect(readdirSync(folder)).toEqual(['a.zip'])
  })

  it('writes in one direction into what cannot be gone back in', async () => {
    const pipe = join(folder, 'pipe')
    const read = readPipe(pipe)
    if (!needs('mkfifo', read !== undefined) || !read) return
    await writePatched(pipe, source, signal)
    expect((await read()).toString()).toBe('size 7, content.')
  })
})
