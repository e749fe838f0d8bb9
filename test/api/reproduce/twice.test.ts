import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeHostBase } from '../../../scripts/hostBase/hostBase.js'
import { type BuildOptions, type Event, reproduce, type ReproductionReport } from '../../../src/index.js'
import { probeAsAnother } from '../../../src/exec/namespaces/probe.js'
import { Store } from '../../../src/store/store.js'
import { builder, cacheDir, folder, programs } from '../../support/builder.js'
import { needs } from '../../support/needs.js'
import { hasUserNamespaces } from '../../support/userNamespaces.js'
import { failure } from '../../support/thrown.js'

const sound = {
  ...programs,
  Dockerfile: 'FROM scratch\nCOPY --chmod=755 bin /bin\nRUN mkdir -p /made/here\nCOPY . /files\nWORKDIR /work\n',
  'sub/file': 'file',
  '.dockerignore': 'image.tar\nleft',
  left: 'out',
}

function currentUmask(): number {
  const umask = process.umask(0o022)
  process.umask(umask)
  return umask
}

const another = await probeAsAnother(await Store.open(cacheDir))
const canRun = process.getuid?.() === 0 || (await hasUserNamespaces())

describe('what gives the same', () => {
  const { where, run } = builder(sound, { verifyReproducible: true })
  const dest = join(where, 'image.tar')
  const before = { umask: currentUmask(), TZ: process.env['TZ'], LANG: process.env['LANG'] }

  test('is written, and was built twice', async () => {
    symlinkSync('sub/file', join(where, 'link'))
    const events: Event[] = []
    const result = await run({ outputs: [{ type: 'docker', dest }], onEvent: (event) => events.push(event) })
    expect(result.reproduction).toMatchObject({ same: true, steps: [], configuration: [], imageIds: [result.imageId] })
    expect(result.outputs).toHaveLength(1)
    expect(existsSync(dest)).toBe(true)
    const names = events.flatMap((event) => (event.type === 'step-start' ? [event.name] : []))
    expect(names.filter((name) => name.includes('RUN mkdir'))).toEqual([
      '[stage 0 3/5] RUN mkdir -p /made/here',
      '[again, stage 0 3/5] RUN mkdir -p /made/here',
    ])
    const cached = events.flatMap((event) =>
      event.type === 'step-done' && event.id.endsWith('0.3') ? [event.cached] : [],
    )
    expect(cached).toEqual([false, false])
  })

  test('leaves this process and the store as they were', async () => {
    expect({ umask: currentUmask(), TZ: process.env['TZ'], LANG: process.env['LANG'] }).toEqual(before)
    const events: Event[] = []
    await run({ verifyReproducible: false, outputs: [], onEvent: (event) => events.push(event) })
    const done = events.find((event) => event.type === 'step-done' && event.id === '0.3')
    expect(done).toMatchObject({ cached: true })
  })

  test('is reproduced from its context', async () => {
    expect(await reproduce({ image: dest, context: where, cacheDir, env: {} })).toMatchObject({ same: true, steps: [] })
  })

  test('is not reproduced from other files, by another time or with other labels', async () => {
    writeFileSync(join(where, 'sub/file'), 'fine')
    const report = await reproduce({
      image: dest,
      context: where,
      cacheDir,
      env: {},
      timestamp: '1000',
      labels: { a: 'b' },
    })
    const copied = report.steps.find(({ location }) => location?.line === 4)
    expect(report.same).toBe(false)
    expect(copied?.files.find(({ path }) => path === '/files/sub/file')).toMatchObject({
      what: ['content', 'times'],
      first: 'file',
      second: 'fine',
      cause: { id: 'sources' },
    })
    expect(report.configuration).toEqual([
      { platform: 'linux/amd64', at: 'config.Labels.a', second: '"b"' },
      {
        platform: 'linux/amd64',
        at: 'created',
        first: '"1980-01-01T00:00:00Z"',
        second: '"1970-01-01T00:16:40Z"',
        mend: '--timestamp 315532800',
      },
    ])
  })

  test('an archive that is not what it says proves nothing', async () => {
    const bytes = readFileSync(dest)
    bytes[bytes.indexOf('/made/here'.slice(1))] = 0x6e
    const damaged = join(folder, 'damaged.tar')
    writeFileSync(damaged, bytes)
    const error = await failure(reproduce({ image: damaged, context: where, cacheDir, env: {} }))
    expect(error).toMatchObject({ code: 'integrity' })
  })
})

test('the time of the build can be no input', async () => {
  const { run } = builder({ Dockerfile: 'FROM scratch\n' })
  expect(await failure(run({ verifyReproducible: true, timestamp: 'now' }))).toMatchObject({ code: 'usage' })
})

test('a context that cannot be copied is used as it is, and that is told', async () => {
  const Dockerfile = 'FROM scratch\nADD a /\n'
  const { run } = builder({ Dockerfile, a: '' }, { verifyReproducible: true, buildContexts: {} })
  const { reproduction } = await run({ context: await archive(Dockerfile) })
  expect(reproduction).toMatchObject({ same: true })
  expect(reproduction?.conditions.notVaried[0]).toContain('it is no folder')
})

test('the folders of a build are copied, those of --build-context too', async () => {
  const named = join(folder, 'named')
  mkdirSync(named)
  writeFileSync(join(named, 'file'), 'named')
  const { where, run } = builder(
    { Dockerfile: 'FROM scratch\nCOPY own /\nCOPY --from=named file /\n', own: 'own' },
    { verifyReproducible: true, buildContexts: { named } },
  )
  const originals = [join(where, 'own'), join(named, 'file')]
  const onEvent = (event: Event): void => {
    if (event.type !== 'step-start' || !event.name.startsWith('[again')) return
    for (const path of originals) rmSync(path, { force: true })
  }
  expect((await run({ onEvent })).reproduction).toMatchObject({ same: true })
  expect(originals.filter(existsSync)).toEqual([])
})

async function archive(Dockerfile: string): Promise<string> {
  const { run } = builder({
    Dockerfile: 'FROM scratch\nCOPY files /\n',
    'files/Dockerfile': Dockerfile,
    'files/a': 'a',
  })
  const dest = join(folder, 'context.tar')
  await run({ outputs: [{ type: 'tar', dest }] })
  return dest
}

describe.runIf(needs('namespaces', canRun))('what gives something else each time', () => {
  const base = join(folder, 'base')
  const maker = join(folder, 'maker')
  beforeAll(async () => {
    await makeHostBase(base)
    await makeHostBase(maker, ['mknod'])
  })
  const buildContexts = { host: `oci-layout:${base}` }

  async function verify(Dockerfile: string, more: Partial<BuildOptions> = {}): Promise<ReproductionReport | undefined> {
    const { run } = builder({ Dockerfile }, { verifyReproducible: true, buildContexts })
    return (await run(more)).reproduction
  }

  const Dockerfile = `FROM host AS made
RUN date > /made && mkdir -p /var/log && date +%s > /var/log/run.log && echo same > /same
RUN cat /made > /copy
FROM host
RUN true && \\
    cat /proc/sys/kernel/random/uuid > /id
COPY --from=made /made /copy /
`

  test('each step answers for itself, with its line', async () => {
    const dest = join(folder, 'different.tar')
    const report = await verify(Dockerfile, { outputs: [{ type: 'docker', dest }] })
    const told = report?.steps.map(({ location, stage, files, follows }) => ({
      line: location?.line,
      stage,
      files: files.map(({ path, what, cause }) => [path, what.join(), cause?.id]),
      follows,
    }))
    expect(told).toEqual([
      {
        line: 2,
        stage: 'made',
        files: [
          ['/made', 'content', 'time'],
          ['/var/log/run.log', 'content', 'log'],
        ],
        follows: false,
      },
      { line: 5, stage: '1', files: [['/id', 'content', 'uuid']], follows: false },
    ])
    expect(report?.same).toBe(false)
    expect(existsSync(dest)).toBe(false)
  })

  test('an image of it is not reproduced, and the lines are told', async () => {
    const { where, run } = builder({ Dockerfile }, { buildContexts })
    const image = join(folder, 'once.tar')
    await run({ outputs: [{ type: 'docker', dest: image }] })
    const report = await reproduce({ image, context: where, cacheDir, buildContexts, env: {} })
    expect(
      report.steps.map(({ location, files }) => [location?.line, files.map(({ path }) => path).join(' ')]),
    ).toEqual([
      [5, '/id'],
      [7, '/copy /made'],
    ])
  })

  test.runIf(needs('the ids of another user', another.works))('the second time another user builds', async () => {
    const report = await verify('FROM host\nRUN cat /proc/self/uid_map > /map && id > /id\nRUN : > /own\n')
    const [step] = report?.steps ?? []
    expect(report?.steps).toHaveLength(1)
    expect(step?.files).toMatchObject([{ path: '/map', what: ['content'] }])
    const { varied = [], notVaried = [] } = report?.conditions ?? {}
    expect(varied.join('\n')).toContain('the user who builds')
    expect(notVaried.join('\n')).not.toContain('the user')
  })

  test.runIf(needs('root', process.getuid?.() === 0 && another.works))(
    'a RUN that needs more than an ordinary user has is told as such',
    async () => {
      const told = 'FROM host\nRUN ["mknod", "/null", "c", "1", "3"]\n'
      const { run } = builder({ Dockerfile: told }, { buildContexts: { host: `oci-layout:${maker}` } })
      expect(await run()).toMatchObject({ imageId: expect.stringContaining('sha256:') as string })
      const error = await failure(run({ verifyReproducible: true }))
      expect(error).toMatchObject({ code: 'run', location: { line: 2 } })
      expect(error.message).toContain('the second time: ')
      expect(error.hint).toContain('an ordinary user')
    },
  )

  test('another base is told as such', async () => {
    const { where, run } = builder({ Dockerfile: 'FROM host\nCOPY Dockerfile /\n' }, { buildContexts })
    const image = join(folder, 'based.tar')
    await run({ outputs: [{ type: 'docker', dest: image }] })
    const other = join(folder, 'other')
    await makeHostBase(other, ['tee'])
    const report = await reproduce({
      image,
      context: where,
      cacheDir,
      buildContexts: { host: `oci-layout:${other}` },
      env: {},
    })
    expect(report.steps).toMatchObject([{ files: [], count: 0, follows: false }])
    expect(report.steps[0]).not.toHaveProperty('instruction')
  })
})
