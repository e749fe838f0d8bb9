import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { plan, type PlanOptions, type PlanReport } from '../../src/index.js'
import { outlineText, targetsText } from '../../src/cli/plan/outlineText.js'
import { planText } from '../../src/cli/plan/planText.js'
import { styleFor } from '../../src/cli/text/style.js'
import { FakeRegistry } from '../support/fakeRegistry.js'
import { temporaryFolder } from '../support/folder.js'
import { sampleImage, sampleTar } from '../support/sampleImage.js'
import { fakeIo } from '../cli/fakeIo.js'

const folder = temporaryFolder()
let count = 0
let registry: FakeRegistry
beforeAll(async () => {
  registry = await FakeRegistry.start()
  const image = sampleImage([await sampleTar({ file: 'x' })])
  registry.addBlob(image.config)
  registry.addManifest('base', image.manifest, 'v1')
})
afterAll(() => registry.stop())

function planOf(lines: readonly string[], more: Partial<PlanOptions> = {}): Promise<PlanReport> {
  const context = join(folder, `context-${count++}`)
  mkdirSync(join(context, 'd/e'), { recursive: true })
  writeFileSync(join(context, 'Dockerfile'), lines.join('\n').replaceAll('HOST', registry.host))
  writeFileSync(join(context, '.dockerignore'), 'ignored\n')
  for (const name of ['d/one', 'd/e/two', 'd/e/ignored', 'ignored']) writeFileSync(join(context, name), '12345')
  return plan({ context, cacheDir: join(folder, 'store'), env: {}, ...more })
}

test('stages, what they begin with and need, and which are built', async () => {
  const report = await planOf([
    '# first the first',
    'FROM HOST/base:v1 AS first',
    'FROM first AS unused',
    'RUN x',
    'FROM scratch',
    'COPY --from=first /file /',
  ])
  const { digest } = registry.addManifest('base', JSON.parse(String(registry.manifests.get('base/v1')?.bytes)) as never)
  expect(report).toMatchObject({ platform: 'linux/amd64', target: 2, problems: [] })
  expect(report.stages).toMatchObject([
    {
      name: 'first',
      description: 'the first',
      line: 2,
      built: true,
      base: { kind: 'image', reference: `${registry.host}/base:v1`, digest },
    },
    { name: 'unused', built: false, steps: [] },
    {
      built: true,
      base: { kind: 'scratch' },
      dependsOn: [0],
      steps: [{ kind: 'copy', line: 6, files: [{ source: '/file', from: { kind: 'stage', index: 0 } }] }],
    },
  ])
  expect(registry.asked.some((line) => line.includes('blobs') && line.includes('layer'))).toBe(false)
})

describe('what COPY and ADD take', () => {
  test.each<[string, object]>([
    ['COPY d /', { source: 'd', from: { kind: 'context' }, amount: { files: 3, bytes: 15 } }],
    ['COPY --exclude=e d /', { amount: { files: 1, bytes: 5 } }],
    ['COPY d/* /', { amount: { files: 3, bytes: 15 } }],
    ['COPY <<EOF /\nabc\nEOF', { source: 'EOF', from: { kind: 'here-document' }, amount: { files: 1, bytes: 4 } }],
    ['ADD https://u:p@host.example/x /', { source: 'https://host.example/x', from: { kind: 'address' } }],
    ['ADD https://host.example/x.git#main /', { from: { kind: 'address' } }],
  ])('%s', async (text, expected) => {
    const { stages, problems } = await planOf(['FROM scratch', text])
    expect(stages[0]?.steps).toMatchObject([{ files: [expected] }])
    expect(problems).toEqual([])
  })

  test('what is missing is a problem', async () => {
    const { problems } = await planOf(['FROM scratch', 'COPY d/onne /', 'COPY ignored /'])
    expect(problems).toEqual([
      expect.stringMatching(/Dockerfile:2: d\/onne is not there: did you mean d\/one\?$/),
      expect.stringMatching(/Dockerfile:3: ignored is not there/),
    ])
  })
})

test('what RUN needs', async () => {
  const lines = ['FROM scratch', 'RUN mkdir /a', 'RUN make', 'RUN --network=none --mount=type=secret,id=s true']
  const { stages, secrets, problems } = await planOf(lines, { runWith: 'builtin' })
  const steps = stages[0]?.steps.map((step) => step.kind === 'run' && step.execution)
  expect(steps).toEqual([
    { needs: 'builtin' },
    { needs: 'process', why: 'it runs make' },
    { needs: 'process', why: 'it has mounts' },
  ])
  expect(stages[0]?.steps[2]).toMatchObject({ network: 'none', mounts: [{ type: 'secret', id: 's' }] })
  expect(secrets).toEqual([{ id: 's', required: false, line: 4 }])
  expect(problems).toHaveLength(2)
})

describe('arguments', () => {
  // As Docker 28.5.2 answers `--call outline`.
  test('of what is built, and those before FROM that are used', async () => {
    const lines = ['# V which', 'ARG V=v1', '# G global', 'ARG G=1', 'ARG unused=1', 'FROM HOST/base:$V AS a']
    const more = ['# Q  a', 'ARG Q=x B', 'ARG G', 'ARG TARGETARCH', 'FROM a', 'ARG Q=y', 'FROM a AS z', 'ARG Z=$Q$G']
    const args = (await planOf([...lines, ...more], { buildArgs: { B: 'given', other: '1' } })).arguments
    expect(args.map(({ name, value, description }) => [name, value, description])).toEqual([
      ['V', 'v1', 'which'],
      ['G', '1', 'global'],
      ['Q', 'x', 'a'],
      ['B', 'given', undefined],
      ['Z', 'x1', undefined],
    ])
  })

  test('that look like secrets are not shown, nor are passwords in addresses', async () => {
    const lines = ['FROM scratch', 'ARG API_TOKEN=hidden-value', 'ARG PROXY=http://u:pw@proxy.example/']
    const report = await planOf(lines, { outputs: [{ type: 'docker', dest: 'image.tar' }] })
    const io = fakeIo()
    const shown = JSON.stringify(report) + planText(report, styleFor(io.stdout, {})) + outlineText(report)
    expect(report.arguments).toMatchObject([{ hidden: true }, { value: 'http://proxy.example/' }])
    expect(shown).not.toMatch(/u:pw|"value":"hidden-value"/)
  })
})

test('an image that cannot be had is a problem, unless nobody is asked', async () => {
  const lines = ['FROM HOST/none:v1', 'COPY --from=HOST/none:v2 /a /b']
  expect((await planOf(lines)).problems).toHaveLength(2)
  registry.seen.length = 0
  expect((await planOf(lines, { resolve: false })).problems).toEqual([])
  expect((await planOf(lines, { offline: true })).problems).toHaveLength(2)
  expect(registry.seen).toEqual([])
})

test('targets as Docker lists them', async () => {
  const report = await planOf(['# a one', 'FROM scratch AS a', 'FROM scratch', 'FROM scratch AS c'])
  expect(targetsText(report)).toBe('TARGET       DESCRIPTION\na            one\nc (default)\n')
})

test('a RUN for a platform whose programs this host does not execute', async () => {
  const options = { platform: 'linux/sparc', runWith: 'namespaces' } as const
  const { problems } = await planOf(['FROM scratch', 'RUN make'], options)
  expect(problems).toEqual([expect.stringContaining(':2: nothing on this host can execute it: it runs make')])
})
