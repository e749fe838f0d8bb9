import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { build, type BuildOptions, type Event, inspect, OciPackError, verify } from '../../src/index.js'
import { sha256 } from '../../src/core/hash.js'
import { temporaryFolder } from '../support/folder.js'
import { imageSummary } from '../support/imageSummary.js'
import { readTar } from '../support/tarItems.js'
import { failure } from '../support/thrown.js'

const folder = temporaryFolder()
const cacheDir = join(folder, 'cache')
let count = 0

/** A context with these files, the Dockerfile among them. */
function context(files: Readonly<Record<string, string>>): string {
  const made = join(folder, `context-${count++}`)
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(made, name)), { recursive: true })
    writeFileSync(join(made, name), content)
  }
  return made
}

function builder(files: Readonly<Record<string, string>>, more: Partial<BuildOptions> = {}) {
  const where = context(files)
  const options: BuildOptions = { context: where, cacheDir, env: {}, ...more }
  return { where, run: (extra: Partial<BuildOptions> = {}) => build({ ...options, ...extra }) }
}

/** What the builtin executor takes for the programs of an image. */
const programs = { 'bin/sh': '\x7fELF', 'bin/chmod': '\x7fELF', 'bin/mkdir': '\x7fELF' }

const simple = {
  ...programs,
  Dockerfile:
    'FROM scratch\nCOPY --chmod=755 bin /bin\nCOPY app /app\nRUN chmod 700 /app/run\nENTRYPOINT ["/app/run"]\n',
  'app/run': '#!/bin/sh\n',
  'app/data/x': 'x',
}

describe('every output', () => {
  const { where, run } = builder(simple, { tags: ['com/my/task:1.0.0'] })
  const out = (name: string): string => join(where, '..', 'out', name)
  mkdirSync(out(''), { recursive: true })

  test('several at once hold one image', async () => {
    const result = await run({
      outputs: [
        { type: 'docker', dest: out('docker.tar') },
        { type: 'oci', dest: out('oci.tar') },
        { type: 'oci', dest: out('oci'), tar: false },
        { type: 'rootfs', dest: out('rootfs') },
        { type: 'tar', dest: out('files.tar') },
      ],
    })
    expect(readdirSync(out('')).sort()).toEqual(['docker.tar', 'files.tar', 'oci', 'oci.tar', 'rootfs'])
    expect(result).toMatchObject({ tags: ['com/my/task:1.0.0'], size: expect.any(Number) as number })
    for (const name of ['docker.tar', 'oci.tar', 'oci']) {
      expect(await verify(out(name))).toMatchObject({ problems: [], report: { manifestDigest: result.manifestDigest } })
      expect(await inspect(out(name))).toMatchObject({
        imageId: result.imageId,
        manifestDigest: result.manifestDigest,
        size: result.size,
        platform: 'linux/amd64',
        config: { Entrypoint: ['/app/run'] },
        created: '1980-01-01T00:00:00Z',
      })
    }
  })

  test('the archive for Docker', () => {
    const { tags, tree, history } = imageSummary(readFileSync(out('docker.tar')))
    expect(tags).toEqual(['com/my/task:1.0.0'])
    expect(tree).toMatchObject({
      app: { type: 'dir' },
      'app/run': { type: 'file', mode: '0700', uid: 0, text: '#!/bin/sh\n' },
      'app/data/x': { text: 'x' },
    })
    expect(history.map(([, empty]) => empty)).toEqual([false, false, false, true])
  })

  test('the files, as a folder and as a tar', () => {
    expect(readFileSync(join(out('rootfs'), 'app/data/x'), 'utf8')).toBe('x')
    expect(statSync(join(out('rootfs'), 'app/run')).mode & 0o7777).toBe(0o700)
    const items = readTar(readFileSync(out('files.tar'))).map(({ name, mode }) => `${name} ${mode.toString(8)}`)
    expect(items.filter((item) => item.startsWith('app'))).toEqual([
      'app 755',
      'app/data 755',
      'app/data/x 644',
      'app/run 700',
    ])
  })

  test('none is needed', async () => {
    expect((await run()).outputs).toEqual([])
  })
})

describe('the same inputs give the same bytes', () => {
  const image = async (name: string, more: Partial<BuildOptions> = {}): Promise<string> => {
    const dest = join(folder, name)
    const { run } = builder(simple, more)
    await run({ outputs: [{ type: 'docker', dest }] })
    return sha256(readFileSync(dest))
  }

  test('from another folder, in another store, with the RUN from the cache or not', async () => {
    const first = await image('a.tar')
    expect(await image('b.tar')).toBe(first)
    expect(await image('c.tar', { noCache: true })).toBe(first)
    expect(await image('d.tar', { cacheDir: join(folder, 'other-cache') })).toBe(first)
  })

  test('and other times others', async () => {
    const first = await image('a.tar')
    expect(await image('e.tar', { env: { SOURCE_DATE_EPOCH: '1000' } })).not.toBe(first)
    expect(await image('f.tar', { timestamp: '315532800' })).toBe(first)
  })

  test.each(['image.tar', 'sub/image.tar'])('an output %s in the context is not copied', async (name) => {
    const { where, run } = builder({ Dockerfile: 'FROM scratch\nCOPY . .\n', 'sub/x': 'x' })
    const dest = join(where, name)
    const bytes = async (): Promise<Buffer> => {
      await run({ outputs: [{ type: 'docker', dest }] })
      return readFileSync(dest)
    }
    const first = await bytes()
    expect((await bytes()).equals(first)).toBe(true)
    expect(Object.keys(imageSummary(first).tree)).toEqual(['Dockerfile', 'sub', 'sub/x'])
  })

  test('nor is one that is reached through a link', async () => {
    const { where, run } = builder({ Dockerfile: 'FROM scratch\nCOPY . .\n' })
    const other = join(folder, 'through')
    symlinkSync(where, other)
    const bytes = async (): Promise<Buffer> => {
      await run({ outputs: [{ type: 'docker', dest: join(other, 'image.tar') }] })
      return readFileSync(join(where, 'image.tar'))
    }
    const first = await bytes()
    expect((await bytes()).equals(first)).toBe(true)
  })

  test('nor an output whose former self is a link', async () => {
    const { where, run } = builder({ Dockerfile: 'FROM scratch\nCOPY . .\n', 'real.tar': 'former' })
    symlinkSync('real.tar', join(where, 'image.tar'))
    const bytes = async (): Promise<Buffer> => {
      await run({ outputs: [{ type: 'docker', dest: join(where, 'image.tar') }] })
      return readFileSync(join(where, 'real.tar'))
    }
    const first = await bytes()
    expect((await bytes()).equals(first)).toBe(true)
  })
})

test('hard links of the context are hard links in the layer', async () => {
  const { where, run } = builder({ Dockerfile: 'FROM scratch\nCOPY d /d\n', 'd/one': 'x' })
  linkSync(join(where, 'd/one'), join(where, 'd/two'))
  const dest = join(folder, 'links.tar')
  await run({ outputs: [{ type: 'tar', dest }] })
  expect(readTar(readFileSync(dest)).map(({ name, type, target }) => [name, type, target])).toEqual([
    ['d', 'dir', ''],
    ['d/one', 'file', ''],
    ['d/two', 'hardlink', 'd/one'],
  ])
})

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
    expect(warnings).toEqual([{ type: 'warning', message: 'the build argument B is declared by no ARG' }])
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

describe('a build that is stopped', () => {
  const files = { Dockerfile: 'FROM scratch\nWORKDIR /a\nCOPY big /\nCOPY big /again\n', big: '' }

  /** Stops the build at an event; gives its error and what it has left. */
  async function stoppedAt(at: (event: Event) => boolean): Promise<{ error: OciPackError; left: string[] }> {
    const controller = new AbortController()
    const { where, run } = builder(files)
    truncateSync(join(where, 'big'), 32 << 20)
    const store = join(where, '../stopped', String(count++))
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
