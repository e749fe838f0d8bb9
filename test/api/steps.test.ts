import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { BuildOptions, Event } from '../../src/index.js'
import { builder, folder, programs } from '../support/builder.js'
import { imageSummary } from '../support/imageSummary.js'
import { failure } from '../support/thrown.js'

describe('what is told on the way', () => {
  async function eventsOf(files: Readonly<Record<string, string>>, more: Partial<BuildOptions> = {}): Promise<Event[]> {
    const events: Event[] = []
    const { run } = builder(files, { onEvent: (event) => events.push(event), ...more })
    await run()
    return events
  }

  const steps = (events: Event[]) => events.filter((event) => event.type === 'step-start')

  test('each step has an id of its own, begins and ends', async () => {
    const Dockerfile = `FROM scratch AS base
COPY --chmod=755 bin /bin
WORKDIR /a
ONBUILD WORKDIR /b
ONBUILD RUN mkdir /c
FROM base AS next
ONBUILD COPY x /
WORKDIR /d
FROM next
COPY --from=base /a /e
WORKDIR /f
`
    const events = await eventsOf({ ...programs, Dockerfile, x: '' })
    const begun = steps(events).map(({ id }) => id)
    expect(new Set(begun).size).toBe(begun.length)
    expect(events.filter(({ type }) => type === 'step-done').map((event) => 'id' in event && event.id)).toEqual(begun)
    expect(steps(events).map(({ name }) => name)).toEqual([
      '[base 1/3] FROM scratch AS base',
      '[base 2/3] COPY --chmod=755 bin /bin',
      '[base 3/3] WORKDIR /a',
      '[next 1/2] FROM base AS next',
      '[next ONBUILD] WORKDIR /b',
      '[next ONBUILD] RUN mkdir /c',
      '[next 2/2] WORKDIR /d',
      '[stage 2 1/3] FROM next',
      '[stage 2 ONBUILD] COPY x /',
      '[stage 2 2/3] COPY --from=base /a /e',
      '[stage 2 3/3] WORKDIR /f',
    ])
  })

  test('a RUN that was done before is cached', async () => {
    const files = { ...programs, Dockerfile: 'FROM scratch\nCOPY --chmod=755 bin /bin\nRUN mkdir -p /told/cached\n' }
    const done = async (more = {}) =>
      (await eventsOf(files, more)).flatMap((event) =>
        event.type === 'step-done' && event.id === '0.3' ? [event] : [],
      )
    expect(await done()).toMatchObject([{ cached: false, detail: 'builtin' }])
    expect(await done()).toMatchObject([{ cached: true }])
    expect(await done({ noCache: true })).toMatchObject([{ cached: false }])
  })

  test('a build argument that nothing declares', async () => {
    const events = await eventsOf({ Dockerfile: 'FROM scratch\nARG A\n' }, { buildArgs: { A: '1', B: '2' } })
    const warnings = events.filter(({ type }) => type === 'warning')
    expect(warnings).toEqual([
      {
        type: 'warning',
        message: 'the build argument B is declared by no ARG',
        hint: 'Write ARG B in the stage that uses it, or leave out --build-arg B.',
      },
    ])
  })

  test('a step that fails, and the line', async () => {
    const events: Event[] = []
    const { run } = builder(
      { Dockerfile: 'FROM scratch\nWORKDIR /a\nCOPY gone /\n' },
      { onEvent: (event) => events.push(event) },
    )
    const error = await failure(run())
    expect(error).toMatchObject({ code: 'source', location: { line: 3, text: ['COPY gone /'] } })
    expect(events.at(-1)).toEqual({ type: 'step-failed', id: '0.3', message: error.message })
  })
})

describe('ONBUILD', () => {
  test('triggers go in their order before the stage’s own instructions, and only once', async () => {
    const Dockerfile = `FROM scratch AS base
ONBUILD ENV ORDER=1
ONBUILD ENV ORDER=\${ORDER}2
ONBUILD COPY x /\${ORDER}
FROM base AS child
ENV ORDER=\${ORDER}3
FROM child
COPY x /\${ORDER}-last
`
    const dest = join(folder, 'onbuild.tar')
    const { run } = builder({ Dockerfile, x: '' })
    await run({ outputs: [{ type: 'docker', dest }] })
    const { config, tree } = imageSummary(readFileSync(dest))
    expect(Object.keys(tree)).toEqual(['12', '123-last'])
    expect(config).toMatchObject({ Env: [expect.stringMatching(/^PATH=/), 'ORDER=123'] })
    expect(config).not.toHaveProperty('OnBuild')
  })

  test('a trigger that fails is told at the FROM that brought it', async () => {
    const { run } = builder({ Dockerfile: 'FROM scratch AS base\nONBUILD COPY gone /\nFROM base\n' })
    expect(await failure(run())).toMatchObject({ code: 'source', location: { line: 3 } })
  })
})
