import { describe, expect, test } from 'vitest'
import { survey, type Survey, type SurveyRequest } from '../../../src/build/survey/survey.js'
import { lookupIn } from '../../../src/dockerfile/variables.js'
import { parseDockerfile } from '../../../src/dockerfile/parse.js'
import type { ContainerConfig, ImageConfig } from '../../../src/oci/config.js'
import { failure } from '../../support/thrown.js'

const platform = { os: 'linux', architecture: 'amd64' }

/** A survey, and the images that it opened. */
async function look(
  text: string,
  images: Readonly<Record<string, ContainerConfig>> = {},
  more: Partial<SurveyRequest> = {},
): Promise<Survey & { opened: string[] }> {
  const opened: string[] = []
  const request = {
    dockerfile: parseDockerfile(text, 'Dockerfile'),
    buildArgs: new Map<string, string>(),
    platform,
    buildPlatform: platform,
    namedContexts: new Map<string, { kind: 'folder' | 'image' }>(),
    ...more,
  }
  const found = await survey(request, (reference, { architecture }) => {
    opened.push(`${reference} ${architecture}`)
    const config = images[reference]
    return Promise.resolve(config && ({ config } as ImageConfig))
  })
  return { ...found, opened }
}

/** What a variable is before the last instruction of the last stage. */
function variable({ stages }: Survey, name: string): string | undefined {
  const step = stages.at(-1)?.steps.at(-1)
  return step && lookupIn(step.scope.variables)(name)
}

describe('variables', () => {
  test.each<[string, string, string | undefined]>([
    ['ENV', 'FROM i\nENV a=1 b=$a c=$X\nENV d=$a$c\nRUN x', '1image'],
    ['ARG', 'ARG g=0\nFROM i\nARG g\nARG d=$g$X\nRUN x', '0image'],
    ['an image has a search path', 'FROM scratch\nARG d=$PATH\nRUN x', expect.stringContaining('/bin') as string],
    ['a stage hands on', 'FROM i AS s\nARG d=arg\nENV e=env\nFROM s\nENV d=$d$e\nRUN x', 'argenv'],
    ['ENV beats ARG in the next stage', 'FROM i AS s\nENV d=env\nARG d=arg\nFROM s\nRUN x', 'env'],
    ['a sibling has nothing', 'FROM i AS s\nARG d=arg\nFROM i\nCOPY --from=s a b\nRUN x', undefined],
  ])('%s', async (_, text, value) => {
    expect(variable(await look(text, { i: { Env: ['X=image'] } }), 'd')).toEqual(value)
  })
})

test('shell, user and folder of an instruction', async () => {
  const text = 'FROM i\nWORKDIR a\nWORKDIR ../b\nUSER u$X\nSHELL ["/bin/bash", "-c"]\nRUN x'
  const { stages } = await look(text, { i: { WorkingDir: '/w', User: 'root', Env: ['X=1'] } })
  const scopes = stages[0]?.steps.map(({ scope }) => scope) ?? []
  expect(scopes[0]).toMatchObject({ workdir: '/w', user: 'root', shell: ['/bin/sh', '-c'] })
  expect(scopes.at(-1)).toMatchObject({ workdir: '/w/b', user: 'u1', shell: ['/bin/bash', '-c'] })
})

describe('images that are opened', () => {
  test.each<[string, string, string[]]>([
    ['bases', 'FROM a AS s\nFROM s', ['a amd64']],
    ['none for scratch', 'FROM scratch', []],
    ['for the platform of the stage', 'FROM --platform=linux/arm64 a', ['a arm64']],
    ['those of COPY --from', 'FROM scratch\nCOPY --from=b x y', ['b amd64']],
    ['those of mounts', 'FROM scratch\nRUN --mount=from=c,target=/c x', ['c amd64']],
    ['those of what is needed alone', 'FROM a AS unused\nFROM b', ['b amd64']],
    ['those of ONBUILD', 'FROM on', ['on amd64', 'd amd64']],
    ['ONBUILD of a stage', 'FROM scratch AS s\nONBUILD COPY --from=e x y\nFROM s', ['e amd64']],
    ['none for a folder that has the name', 'FROM folder', []],
    ['a later stage is none', 'FROM a\nFROM b AS a', ['b amd64']],
  ])('%s', async (_, text, expected) => {
    const namedContexts = new Map([['folder', { kind: 'folder' as const }]])
    const images = { on: { OnBuild: ['COPY --from=d x y', 'RUN z'] } }
    expect((await look(text, images, { namedContexts })).opened).toEqual(expected)
  })

  test('those of every stage, where that is asked for', async () => {
    expect((await look('FROM a AS unused\nFROM b', {}, { every: true })).opened).toEqual(['a amd64', 'b amd64'])
  })
})

test('ONBUILD comes before the rest of the stage, and but once', async () => {
  const text = 'FROM on AS s\nRUN a\nFROM s\nRUN b'
  const { stages } = await look(text, { on: { OnBuild: ['RUN z'] } })
  const texts = stages.map(({ steps }) => steps.map(({ instruction, trigger }) => [instruction.text, trigger]))
  expect(texts).toEqual([
    [
      ['RUN z', true],
      ['RUN a', false],
    ],
    [['RUN b', false]],
  ])
})

test('an error has the line', async () => {
  expect((await failure(look('FROM a\nENV x=${y:?no}\n'))).location?.line).toBe(2)
  expect((await failure(look('FROM --platform=x/y/z/w a\n'))).location?.line).toBe(1)
})
