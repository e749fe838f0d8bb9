import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Event, OciPackError } from '../../src/index.js'
import { builder, folder } from '../support/builder.js'
import { failure } from '../support/thrown.js'

describe('a build that is stopped', () => {
  const files = { Dockerfile: 'FROM scratch\nWORKDIR /a\nCOPY big /\nCOPY big /again\n', big: '' }

  /** Stops the build at an event; gives its error and what it has left. */
  async function stoppedAt(at: (event: Event) => boolean): Promise<{ error: OciPackError; left: string[] }> {
    const controller = new AbortController()
    const { where, run } = builder(files)
    truncateSync(join(where, 'big'), 32 << 20)
    const store = join(where, '../stopped', basename(where))
    const dest = join(where, 'image.tar')
    writeFileSync(dest, 'former')
    const onEvent = (event: Event): void => {
      if (at(event)) controller.abort()
    }
    const outputs = [{ type: 'docker', dest } as const]
    const error = await failure(run({ cacheDir: store, signal: controller.signal, onEvent, outputs }))
    expect(readFileSync(dest, 'utf8')).toBe('former')
    const left = ['work', 'ingest'].flatMap((name) => readdirSync(join(store, name)))
    return {
      error,
      left: [...left, ...readdirSync(where).filter((name) => !['Dockerfile', 'big', 'image.tar'].includes(name))],
    }
  }

  test.each<[string, (event: Event) => boolean]>([
    ['before its first step', (event) => event.type === 'step-start' && event.id === '0.1'],
    ['before a COPY', (event) => event.type === 'step-done' && event.id === '0.2'],
    ['in a COPY', (event) => event.type === 'step-start' && event.id === '0.3'],
    ['before the export', (event) => event.type === 'step-done' && event.id === '0.4'],
    ['in the export', (event) => event.type === 'step-start' && event.id.startsWith('export')],
  ])('%s leaves nothing behind', async (_where, at) => {
    const { error, left } = await stoppedAt(at)
    expect(error.code).toBe('aborted')
    expect(left).toEqual([])
  })

  test('a signal that came before the build makes no image', async () => {
    const { where, run } = builder(files)
    const dest = join(where, 'image.tar')
    const error = await failure(run({ signal: AbortSignal.abort(), outputs: [{ type: 'docker', dest }] }))
    expect(error.code).toBe('aborted')
    expect(existsSync(dest)).toBe(false)
  })
})

test('a failed output leaves neither itself nor work in the store; those before it stay', async () => {
  const { where, run } = builder({ Dockerfile: 'FROM scratch\nWORKDIR /a\n' })
  const store = join(folder, 'failed-store')
  const outputs = [
    { type: 'docker', dest: join(where, 'first.tar') },
    { type: 'docker', dest: join(where, 'none/second.tar') },
  ] as const
  const error = await failure(run({ cacheDir: store, outputs }))
  expect(error).toMatchObject({ code: 'io', message: expect.stringContaining('there is no folder') as string })
  expect(readdirSync(where).sort()).toEqual(['Dockerfile', 'first.tar'])
  expect(readdirSync(join(store, 'work'))).toEqual([])
})
