import { describe, expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { parseDockerfile } from '../../src/dockerfile/parse.js'
import { planBuild, type PlanRequest } from '../../src/dockerfile/plan.js'

const request: PlanRequest = {
  buildArgs: new Map(),
  platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
  buildPlatform: { os: 'linux', architecture: 'amd64' },
}
const plan = (text: string, more: Partial<PlanRequest> = {}) =>
  planBuild(parseDockerfile(text, 'Dockerfile'), { ...request, ...more })
const args = (values: Record<string, string>) => new Map(Object.entries(values))
const image = (reference: string) => ({ kind: 'image', reference })
const stage = (index: number) => ({ kind: 'stage', index })

const several = `
FROM alpine AS Base
FROM base AS build
RUN make
FROM golang AS unused
FROM base
COPY --from=BUILD /a /b
COPY --from=busybox /c /d
RUN --mount=from=build,target=/x true
`

test('only what the target needs is built, bases and sources first', () => {
  const { order, target, stages } = plan(several)
  expect(target).toBe(3)
  expect(order).toEqual([0, 1, 3])
  expect(stages.map(({ name }) => name)).toEqual(['base', 'build', 'unused', undefined])
  expect(stages.map(({ base }) => base)).toEqual([image('alpine'), stage(0), image('golang'), stage(0)])
  expect(stages[3]?.dependsOn).toEqual([0, 1])
  expect(stages[3]?.instructions.map(({ kind }) => kind)).toEqual(['copy', 'copy', 'run'])
})

test.each([
  ['build', 1, [0, 1]],
  ['UNUSED', 2, [2]],
])('--target %s', (target, index, order) => {
  expect(plan(several, { target })).toMatchObject({ target: index, order })
})

describe('bases', () => {
  const bases = (text: string, more?: Partial<PlanRequest>) => plan(text, more).stages.map(({ base }) => base)
  test.each([
    ['FROM scratch', [{ kind: 'scratch' }]],
    ['FROM busybox AS scratch\nFROM scratch', [image('busybox'), stage(0)]],
    ['FROM alpine AS alpine\nFROM alpine AS alpine\nFROM alpine', [image('alpine'), stage(0), stage(1)]],
    ['FROM b\nFROM a AS b', [image('b'), image('a')]],
    ['ARG V=1\nARG I=a:$V\nFROM $I', [image('a:1')]],
    ['ARG V\nFROM a:${V:-2}', [image('a:2')]],
    ['FROM a-$TARGETARCH-$BUILDARCH', [image('a-arm-amd64')]],
    ['FROM a AS one\nARG N=one\nFROM "$N"x', [image('a'), image('x')]],
  ])('%j', (text, expected) => {
    expect(bases(text)).toEqual(expected)
  })

  test('an argument of the build comes before a default, and may name a stage', () => {
    expect(bases('ARG B=x\nFROM a AS s\nFROM $B', { buildArgs: args({ B: 's' }) })).toEqual([image('a'), stage(0)])
    expect(bases('FROM a-$TARGETARCH', { buildArgs: args({ TARGETARCH: 'z' }) })).toEqual([image('a-z')])
  })

  test('a default that an argument of the build replaces is not looked at', () => {
    expect(bases('ARG B=${X:?no}\nFROM $B', { buildArgs: args({ B: 's' }) })).toEqual([image('s')])
  })

  test('a named context takes the place of the stage of its name', () => {
    const { stages } = plan('FROM a AS s\nCOPY --from=x /a /b\nFROM s', { namedContexts: new Set(['s']) })
    expect(stages[0]).toMatchObject({ base: image('s'), instructions: [] })
    expect(stages[1]?.base).toEqual(stage(0))
  })
})

test('platforms are expanded', () => {
  const { stages } = plan(
    'FROM --platform=$BUILDPLATFORM a\nFROM --platform=${TARGETOS}/$TARGETARCH/$TARGETVARIANT b\nFROM c',
  )
  expect(stages.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm/v7', undefined])
})

test.each([
  ['FROM a AS last', {}, 'last'],
  ['FROM a', {}, 'default'],
  ['FROM a AS b\nFROM c', { target: 'B' }, 'B'],
])('TARGETSTAGE of %j with %j is %s', (text, more, name) => {
  expect(plan(text, more).globalArgs.get('TARGETSTAGE')).toBe(name)
})

test('ONBUILD triggers of a base stage bring their dependencies along', () => {
  const text = 'FROM a AS other\nFROM b AS base\nONBUILD COPY --from=other /x /y\nFROM base'
  expect(plan(text)).toMatchObject({ order: [0, 1, 2] })
  expect(plan(text, { target: 'base' })).toMatchObject({ order: [1] })
})

test('arguments of the build that nothing declares are told', () => {
  const buildArgs = args({
    A: '1',
    B: '2',
    C: '3',
    http_proxy: 'x',
    TARGETOS: 'y',
    BUILDKIT_X: 'z',
    SOURCE_DATE_EPOCH: '0',
  })
  expect(plan('ARG A\nFROM a\nARG B=x', { buildArgs }).unusedBuildArgs).toEqual(['C'])
})

test.each<[string, RegExp, number | undefined, string?]>([
  ['FROM ${X}', /empty once expanded/, 1],
  ['FROM --platform=$X a', /platform \$X is empty/, 1],
  ['FROM ${X', /closing }/, 1],
  ['ARG X=${Y:?unset}\nFROM a', /Y: unset/, 1],
  ['FROM a AS b\nCOPY --from=b /x /y', /b depends on itself/, 2],
  ['FROM a\nCOPY --from=0 /x /y', /0 depends on itself/, 2],
  ['FROM a AS b\nCOPY --from=c /x /y\nFROM a AS c\nCOPY --from=b /x /y', /b depends on itself/, 4],
  ['FROM a AS b\nCOPY --from=c /x /y\nFROM b AS c', /c is used before it is defined/, 2],
  ['FROM a AS b\nCOPY --from=b /x /y\nFROM c', /b depends on itself/, 2],
  ['FROM a AS b\nFROM B', /must be lower case/, 2],
  ['FROM A/B AS b\nFROM c', /must be lower case/, 1],
  ['FROM a\nCOPY --from=A/B /x /y\nFROM c', /must be lower case/, 2],
  ['FROM a AS b-\nFROM c', /invalid name for a build stage: "b-"/, 1],
  ['FROM --platform=a/b/c/d a\nFROM c', /platform "a\/b\/c\/d"/, 1],
  ['FROM a AS b\nRUN --mount=from=c,target=/x true\nFROM b AS c', /c is used before it is defined/, 2],
  ['FROM a\nCOPY --from=1 /x /y', /no stage 1/, 2],
  ['FROM a\nCOPY --from=-1 /x /y', /no stage -1/, 2],
  ['FROM a\nCOPY --from=$X /x /y', /not expanded/, 2],
  ['FROM a\nRUN --mount=from=$X,target=/x true', /not expanded/, 2],
  ['FROM a AS build', /target stage "biuld"/, undefined, 'biuld'],
])('%j is refused', (text, message, line, target) => {
  try {
    plan(text, { target })
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(OciPackError)
    expect(error).toMatchObject({ message: expect.stringMatching(message) as string })
    if (line !== undefined) expect(error).toMatchObject({ location: { line } })
    if (target !== undefined) expect(error).toMatchObject({ code: 'not-found', hint: 'Did you mean build?' })
  }
})

test('what an unneeded stage uses too early is no error', () => {
  expect(plan('FROM a AS b\nCOPY --from=c /x /y\nFROM a AS c')).toMatchObject({ order: [1] })
})

test('a number names no target, as it names none for Docker', () => {
  expect(() => plan('FROM a\nFROM b', { target: '0' })).toThrow(/target stage "0" is not in the Dockerfile/)
})
