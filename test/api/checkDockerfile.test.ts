import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type BuildOptions, check, checkDockerfile, type Event, type Finding } from '../../src/index.js'
import { builder, cacheDir, folder } from '../support/builder.js'
import { failure } from '../support/thrown.js'

const lines = (findings: readonly Finding[]) => findings.map(({ rule, place }) => `${rule}:${place.line}`)

/** A base, as a build makes it. */
async function archived(dockerfile: string): Promise<string> {
  const dest = join(folder, 'base.tar')
  await builder({ Dockerfile: dockerfile }).run({ outputs: [{ type: 'docker', dest }] })
  return `docker-archive:${dest}`
}

describe('checkDockerfile', () => {
  const of = (files: Readonly<Record<string, string>>, more: Partial<BuildOptions> = {}) =>
    checkDockerfile({ context: builder(files).where, cacheDir, env: {}, ...more })

  test('all stages are looked at, or those of the target', async () => {
    const Dockerfile = 'FROM scratch AS a\nCMD x\nFROM scratch AS b\nWORKDIR x\n'
    expect(lines((await of({ Dockerfile })).findings)).toEqual(['JSONArgsRecommended:2', 'WorkdirRelativePath:4'])
    expect(lines((await of({ Dockerfile }, { target: 'a' })).findings)).toEqual(['JSONArgsRecommended:2'])
  })

  test('the base is looked up: its variables, its shell, its triggers', async () => {
    const base = await archived('FROM scratch\nENV known=1\nSHELL ["/bin/bash", "-c"]\nONBUILD WORKDIR x\n')
    const report = await of({ Dockerfile: 'FROM base\nCOPY $known $unknown /\nCMD x\n' }, { buildContexts: { base } })
    expect(lines(report.findings).sort()).toEqual(['UndefinedVar:2', 'WorkdirRelativePath:1'])
  })

  test('what is wrong with the Dockerfile is a finding, after those before it', async () => {
    const report = await of({ Dockerfile: 'FROM scratch AS A\nFOO\n' })
    expect(report.passes).toBe(false)
    expect(lines(report.findings)).toEqual(['StageNameCasing:1', 'dockerfile-error:2'])
  })

  test('a base that is not there is a finding where it is named', async () => {
    const report = await of(
      { Dockerfile: 'FROM scratch\nFROM base\nCMD x\n' },
      { buildContexts: { base: `oci-layout:${folder}/none` } },
    )
    expect(lines(report.findings)).toEqual(['JSONArgsRecommended:3', 'dockerfile-error:2'])
  })

  test('.dockerignore counts, and arguments of the build do', async () => {
    const files = {
      Dockerfile: '# check=skip=all;experimental=all\nFROM scratch\nCOPY a /\nCMD x\n',
      '.dockerignore': 'a',
    }
    expect(lines((await of(files)).findings)).toEqual(['CopyIgnoredFile:3'])
    const buildArgs = { BUILDKIT_DOCKERFILE_CHECK: 'skip=CopyIgnoredFile' }
    expect(lines((await of(files, { buildArgs })).findings)).toEqual(['JSONArgsRecommended:4'])
  })
})

describe('a build', () => {
  test('tells what was found in the stages that it needs', async () => {
    const events: Event[] = []
    const { run } = builder({ Dockerfile: 'FROM scratch\nCMD y\nFROM scratch\nCMD x\n' })
    await run({ onEvent: (event) => events.push(event) })
    const warnings = events.flatMap((event) => (event.type === 'warning' ? [event] : []))
    expect(warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^JSONArgsRecommended: .*Dockerfile:4\)$/),
    ])
    expect(warnings.map(({ finding }) => finding?.place.line)).toEqual([4])
  })

  test('fails before anything is built where findings are errors', async () => {
    const events: Event[] = []
    const { run } = builder({ Dockerfile: '# check=error=true\nFROM scratch\nCOPY none /\nCMD x\n' })
    const error = await failure(run({ onEvent: (event) => events.push(event) }))
    expect(error).toMatchObject({ code: 'dockerfile', message: expect.stringMatching(/JSONArgsRecommended/) as string })
    expect(events.map(({ type }) => type)).toEqual(['warning'])
  })

  test('of a directive that is none is refused', async () => {
    const { run } = builder({ Dockerfile: '# check=none\nFROM scratch\n' })
    expect(await failure(run())).toMatchObject({ code: 'dockerfile' })
  })
})

describe('check of a folder that is no Task', () => {
  const at = (name: string, files: Readonly<Record<string, string>>): string => {
    const path = join(folder, name)
    mkdirSync(path, { recursive: true })
    for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text)
    return path
  }

  test('tells of its Dockerfile, with advice, and that there is no descriptor', async () => {
    const path = at('alone', { Dockerfile: 'FROM scratch\nADD a /\nCMD x\n' })
    const report = await check({ path, cacheDir, env: {} })
    expect(report).toMatchObject({ kind: 'dockerfile', passes: true, task: undefined })
    expect(lines(report.findings)).toEqual(['dockerfile-add:2', 'JSONArgsRecommended:3'])
    expect(report.notes).toEqual([expect.stringMatching(/no descriptor/)])
  })

  test('with --no-build no image is looked up', async () => {
    const path = at('static', { Dockerfile: 'FROM nowhere.invalid/x\nCOPY $x /\nCMD x\n' })
    const report = await check({ path, build: false, cacheDir, env: {} })
    expect(lines(report.findings)).toEqual(['dockerfile-base-tag:1', 'JSONArgsRecommended:3'])
  })

  test('without a Dockerfile it is refused', async () => {
    expect(await failure(check({ path: at('empty', {}), cacheDir, env: {} }))).toMatchObject({ code: 'not-found' })
  })
})
