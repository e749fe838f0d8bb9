import type { LintCase } from './case.js'

/** Dockerfiles put together at random, always the same ones: what rules have to do with one another is in no table. */
export function randomCases(count: number): [name: string, one: LintCase][] {
  const random = numbers(20_250)
  return Array.from({ length: count }, (_, i) => [`random ${i}`, randomCase(random)])
}

type Random = <T>(from: readonly T[]) => T

function randomCase(pick: Random): LintCase {
  const stages = pick([1, 1, 2, 3])
  const known: string[] = []
  const names = ['a', 'B', 'c', 'base', 'arm64']
  const lines = pick([[], ['# check=experimental=all'], ['# check=skip=UndefinedVar,JSONArgsRecommended']]).slice()
  for (let i = pick([0, 0, 1, 2]); i > 0; i--) lines.push(pick(globals))
  for (let stage = 0; stage < stages; stage++) {
    const from = pick([...froms, ...known, ...known])
    const name = pick(['', ...names])
    const named = name === '' ? '' : ` ${pick(['AS', 'as'])} ${name}`
    lines.push(...pick([[], [], ['# base words'], ['# c words', '#'], ['']]))
    lines.push(`${pick(['FROM', 'FROM', 'from'])}${pick(platforms)} ${from}${named}`)
    if (name !== '') known.push(name.toLowerCase())
    for (let i = pick([1, 2, 4, 6]); i > 0; i--) lines.push(pick(instructions))
  }
  const ignore = pick(['', '', 'a\nsrc/*\n!src/b\n', '**/*.c\n'])
  return {
    dockerfile: `${lines.join('\n')}\n`,
    ...(ignore !== '' && { ignore }),
    ...(pick([true, false, false]) && { buildArgs: { TAG: 'plain', V: '1' } }),
  }
}

const globals = ['ARG V', 'ARG V=2', 'ARG TAG=plain', 'ARG TAG', 'ARG API_KEY=x', '# V is', 'ARG W=$V']
const froms = [
  'scratch',
  'scratch',
  'lint-base:plain',
  'lint-base:shell',
  'lint-base:onbuild',
  'lint-base:${TAG:-plain}',
]
const platforms = [
  '',
  '',
  '',
  '',
  ' --platform=linux/amd64',
  ' --platform=$TARGETPLATFORM',
  ' --platform=$BUILDPLATFORM',
]
const instructions = [
  'COPY a /',
  'COPY src/b src/x.c $V /x/',
  'copy $BASE_VAR /',
  'ADD a /b',
  'COPY <<EOF /x\n$V $W\nEOF',
  'RUN echo $x',
  'RUN --mount=type=cache,target=/x$V true',
  'run true',
  'ENV V 3',
  'ENV W=$V X=$W',
  'ENV DB_PASSWORD=$V',
  'LABEL a=$W',
  'LABEL a b',
  'ARG V',
  'ARG V=$W',
  'ARG W=1 X=$W',
  '# V words\nARG V',
  'ARG TOKEN',
  'ARG TARGETARCH',
  'WORKDIR x',
  'WORKDIR /x',
  'WORKDIR ${V:-y}',
  'CMD x',
  'CMD ["x"]',
  'ENTRYPOINT x $V',
  'Entrypoint ["x"]',
  'HEALTHCHECK NONE',
  'HEALTHCHECK CMD x',
  'SHELL ["/bin/bash", "-c"]',
  'EXPOSE 80/TCP $V',
  'EXPOSE 80',
  'EXPOSE 80:80',
  'USER $W',
  'VOLUME /v$V',
  'STOPSIGNAL 9',
  'MAINTAINER me',
  'ONBUILD CMD x',
  'ONBUILD COPY $Z /',
  'ENV a=1 \\\n\n  b=$a',
  'ENV a=1 \\\n# words\n  b=2',
]

/** A generator of Lehmer's: the numbers are the same on every host. */
function numbers(seed: number): Random {
  let state = seed
  return (from) => {
    state = (state * 48_271) % 2_147_483_647
    const picked = from[Math.floor((state / 2_147_483_647) * from.length)]
    if (picked === undefined) throw new Error('there is nothing to pick from')
    return picked
  }
}
