import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type BuildOptions, why } from '../../../src/index.js'
import { builder, cacheDir, programs } from '../../support/builder.js'
import { failure } from '../../support/thrown.js'

let count = 0

/** A project whose commands no other one has. */
function project(more: Partial<BuildOptions> = {}) {
  const name = `a${count++}`
  const Dockerfile = `FROM scratch AS made
COPY --chmod=755 bin /bin
ARG VERSION=1
COPY list /list
RUN mkdir -p /${name}
RUN mkdir -p /${name}/b
FROM scratch
COPY --chmod=755 bin /bin
RUN mkdir -p /${name}/c
COPY --from=made /${name} /${name}
`
  const made = builder({ ...programs, Dockerfile, list: 'one' }, more)
  const options: BuildOptions = { context: made.where, cacheDir, env: {}, ...more }
  const write = (text: string): void => writeFileSync(join(made.where, 'Dockerfile'), text)
  return {
    ...made,
    name,
    Dockerfile,
    write,
    ask: async (extra: Partial<BuildOptions> = {}) => (await why({ ...options, ...extra })).runs,
  }
}

/** What is asked of a RUN in short. */
const short = (runs: Awaited<ReturnType<typeof why>>['runs']) =>
  runs.map(({ line, cached, reason }) => `${line} ${cached ? 'cached' : 'executed'} ${reason.type}`)

describe('why', () => {
  test('nothing is known at first, and nothing is executed to know it', async () => {
    const { ask, run } = project()
    const unknown = ['5 executed unknown', '6 executed follows', '9 executed unknown']
    expect([await ask(), await ask()].map(short)).toEqual([unknown, unknown])
    await run()
    const runs = await ask()
    expect(short(runs)).toEqual(['5 cached unknown', '6 cached unknown', '9 cached unknown'])
    expect(runs[0]?.executed).toBeInstanceOf(Date)
  })

  test('of a store without such records', async () => {
    const { ask, run } = project()
    await run()
    rmSync(join(cacheDir, 'records/why'), { recursive: true })
    expect(short(await ask())[0]).toBe('5 cached unknown')
    expect(short(await ask({ buildArgs: { VERSION: '2' } }))[0]).toBe('5 executed unknown')
  })

  test('in a folder that was moved', async () => {
    const { where, ask, run } = project()
    await run()
    renameSync(where, `${where}-moved`)
    const [first] = await ask({ context: `${where}-moved`, buildArgs: { VERSION: '2' } })
    expect(first?.reason).toMatchObject({ type: 'changed', change: { part: 'variable' } })
  })

  test('a file of the context, its content and its mode', async () => {
    const { where, name, run, ask } = project()
    await run()
    writeFileSync(join(where, 'list'), 'two')
    const [first, ...more] = await ask()
    expect(first).toMatchObject({
      stage: 'made',
      line: 5,
      instruction: `RUN mkdir -p /${name}`,
      cached: false,
      reason: { type: 'changed', change: { part: 'layer', now: { text: 'COPY list /list', line: 4 } }, count: 1 },
    })
    expect(first?.reason).toHaveProperty('files', [
      { path: '/list', what: ['content'], before: '7692c3ad3540bb80', now: '3fc4ccfe745870e2' },
    ])
    expect(short(more)).toEqual(['6 executed follows', '9 cached unknown'])
    await run()
    chmodSync(join(where, 'list'), 0o600)
    expect((await ask())[0]?.reason).toHaveProperty('files', [{ path: '/list', what: ['mode'] }])
    // After the build, the same is told of what is cached now.
    await run()
    expect((await ask())[0]).toMatchObject({ cached: true, reason: { type: 'changed', count: 1 } })
  })

  test('an argument, a command, an instruction, a setting', async () => {
    const { name, Dockerfile, write, run, ask } = project()
    await run()
    const changeOf = async (extra: Partial<BuildOptions>) => {
      const [first] = await ask(extra)
      return first?.reason.type === 'changed' ? first.reason.change : first?.reason
    }
    expect(await changeOf({ buildArgs: { VERSION: '2' } })).toEqual({
      part: 'variable',
      name: 'VERSION',
      before: '1',
      now: '2',
    })
    expect(await changeOf({ network: 'none' })).toMatchObject({ part: 'setting', name: '--network', now: 'none' })
    write(Dockerfile.replace('mkdir -p', 'mkdir'))
    expect(await changeOf({})).toMatchObject({ part: 'command', now: `/bin/sh -c mkdir /${name}` })
    write(Dockerfile.replace('COPY list /list\n', ''))
    expect(await changeOf({})).toMatchObject({ part: 'instruction', before: { text: 'COPY list /list' } })
  })

  test('what is asked for, and what was pruned', async () => {
    const { run, ask } = project()
    await run()
    expect(short(await ask({ noCache: true }))[0]).toBe('5 executed asked')
    rmSync(join(cacheDir, 'records/run'), { recursive: true })
    expect((await ask())[0]).toMatchObject({ cached: false, reason: { type: 'gone' } })
  })

  test('one line alone', async () => {
    const { where } = project()
    const options = { context: where, cacheDir, env: {} }
    expect((await why({ ...options, line: 9 })).runs.map(({ line }) => line)).toEqual([9])
    expect(await failure(why({ ...options, line: 4 }))).toMatchObject({ code: 'not-found' })
  })

  test('what is wrong with the Dockerfile is told as by a build', async () => {
    const { ask } = project({ target: 'gone' })
    expect(await failure(ask())).toMatchObject({ code: 'not-found' })
  })

  test('no value of a secret is kept', async () => {
    const { Dockerfile, write, run } = project({ buildArgs: { API_TOKEN: 'tell-nobody', OPEN: 'tell-all' } })
    write(Dockerfile.replace('ARG VERSION=1', 'ARG API_TOKEN\nARG OPEN'))
    await run()
    const records = readdirSync(join(cacheDir, 'records/why')).map((name) =>
      readFileSync(join(cacheDir, 'records/why', name), 'utf8'),
    )
    expect(records.join('')).toContain('tell-all')
    expect(records.join('')).not.toContain('tell-nobody')
  })
})
