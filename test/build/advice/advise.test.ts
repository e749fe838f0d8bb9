import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advise } from '../../../src/build/advice/advise.js'
import { advice } from '../../../src/build/advice/adviceTable.js'
import { pipelinesOf } from '../../../src/build/advice/commands.js'
import { lintOptions } from '../../../src/dockerfile/lint/lint.js'
import { rules } from '../../../src/dockerfile/lint/ruleTable.js'
import { parseDockerfile } from '../../../src/dockerfile/parse.js'
import { planBuild } from '../../../src/dockerfile/plan.js'
import { projectRoot } from '../../support/paths.js'

const platform = { os: 'linux', architecture: 'amd64' }
const buildArgs = new Map<string, string>()

function advised(text: string, ignores = true): string[] {
  const dockerfile = parseDockerfile(text, 'Dockerfile')
  const plan = planBuild(dockerfile, { buildArgs, platform, buildPlatform: platform })
  const request = { options: lintOptions(dockerfile, buildArgs), ignores, namedContexts: new Set(['named']) }
  return advise(plan, request).map(({ rule, place }) => `${rule.replace('dockerfile-', '')}:${place.line}`)
}

const table: [text: string, expected: string[]][] = [
  ['FROM a:1', []],
  ['FROM a', ['base-tag:1']],
  ['FROM a:latest', ['base-tag:1']],
  [`FROM a@sha256:${'0'.repeat(64)}`, []],
  ['FROM named', []],
  ['FROM scratch AS x\nFROM x', []],
  ['ARG T=latest\nFROM a:$T', ['base-tag:2']],
  ['FROM scratch\nCOPY --from=a / /', ['base-tag:2']],
  ['FROM scratch\nADD a b.tar c.tgz /', []],
  ['FROM scratch\nADD a /', ['add:2']],
  ['FROM scratch\nADD $x a* /', []],
  ['FROM scratch\nADD https://h/x /', ['add-checksum:2']],
  ['FROM scratch\nADD --checksum=sha256:0 https://h/x /', []],
  ['FROM scratch\nADD https://h/x.git#v1 /', []],
  ['FROM scratch\nRUN sudo true', ['sudo:2']],
  ['FROM scratch\nRUN if true; then for i in 1; do sudo true; done; fi', ['sudo:2']],
  ['FROM scratch\nRUN ["sudo", "true"]', []],
  ['FROM scratch\nSHELL ["/bin/fish", "-c"]\nRUN sudo true', []],
  ['FROM scratch\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN sudo true', ['sudo:3']],
  ['FROM scratch\nRUN <<EOF\nsudo true\nEOF', ['sudo:2']],
  ['FROM scratch\nRUN [[ what is this', []],
  ['FROM scratch\nRUN curl -s https://h | sh', ['pipe-to-shell:2']],
  ['FROM scratch\nRUN wget -O- https://h | sudo bash -x', ['pipe-to-shell:2', 'sudo:2']],
  ['FROM scratch\nRUN curl -s https://h | tar -x', []],
  ['FROM scratch\nRUN curl -s https://h && sh x', []],
  ['FROM scratch\nRUN apt-get update && apt-get install -y a=1 && rm -rf /var/lib/apt/lists/*', []],
  ['FROM scratch\nRUN apt-get update && apt-get install -qqy --no-install-recommends a=1 && apt-get distclean', []],
  ['FROM scratch\nRUN apt-get update && apt-get install -y a=1', ['package-cache:2']],
  ['FROM scratch\nRUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y a=1', []],
  ['FROM scratch AS x\nRUN apt-get update\nFROM scratch\nCOPY --from=x / /', []],
  ['FROM scratch AS x\nRUN apt-get update\nFROM x', ['package-cache:2']],
  ['FROM scratch\nRUN apt-get install a=1', ['apt-yes:2']],
  ['FROM scratch\nRUN apt-get install -y -t stable a $b ./c.deb d-', ['package-version:2']],
  ['FROM scratch\nRUN apk add --no-cache a=1 b~2', []],
  ['FROM scratch\nRUN apk add --no-cache --virtual x a=1', []],
  ['FROM scratch\nRUN apk add a', ['package-version:2', 'package-cache:2']],
  ['FROM scratch\nRUN pip install --no-cache-dir a==1 -r b.txt . x.whl', []],
  ['FROM scratch\nRUN pip install a==1', ['package-cache:2']],
  ['FROM scratch\nRUN python3 -m pip install --no-cache-dir "a>=1"', ['package-version:2']],
  ['FROM scratch\nENV PIP_NO_CACHE_DIR=1\nRUN pip3 install a==1', []],
  ['FROM scratch\nRUN PIP_NO_CACHE_DIR=1 pip3 install a==1', []],
  ['FROM scratch\nRUN --mount=type=cache,target=/root/.cache/ pip3 install a==1', []],
  ['FROM scratch\nRUN npm install -g a@1 @b/c@2', []],
  ['FROM scratch\nRUN npm install -g a @b/c', ['package-version:2']],
  ['FROM scratch\nRUN npm ci', []],
  ['FROM scratch\nCOPY . /x', []],
  ['# check=skip=dockerfile-sudo\nFROM a\nRUN sudo true', ['base-tag:2']],
  ['# check=skip=all\nFROM a\nRUN sudo true', []],
]

test.each(table)('%j', (text, expected) => {
  expect(advised(text)).toEqual(expected)
})

test.each(['COPY . /x', 'COPY ./ /x', 'COPY / /x'])('%s without a .dockerignore', (line) => {
  expect(advised(`FROM scratch\n${line}\n`, false)).toEqual(['ignore:2'])
})

test('what is named is no finding without a .dockerignore', () => {
  expect(advised('FROM scratch AS s\nCOPY a /x\nFROM scratch\nCOPY --from=s . /\n', false)).toEqual([])
})

test('each piece of advice is in the table', () => {
  const seen = new Set(table.flatMap(([, expected]) => expected.map((text) => text.split(':')[0])))
  const names = Object.keys(advice).map((name) => name.replace('dockerfile-', ''))
  expect(names.filter((name) => !seen.has(name))).toEqual(['ignore'])
})

test('whatever the script, nothing is thrown', () => {
  const piece = fc.constantFrom(
    'curl',
    '|',
    'sh',
    '&&',
    '$(',
    ')',
    '"',
    "'",
    '<<E',
    '\n',
    'if',
    'then',
    'fi',
    '{',
    '}',
    ';',
    ' ',
    'é',
  )
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.string())).map((all) => all.join(' ')),
      (script) => {
        pipelinesOf(script)
      },
    ),
  )
})

test('docs/check.md tells of each rule and each piece of advice, as the tables have it', () => {
  const page = readFileSync(join(projectRoot, 'docs/check.md'), 'utf8')
  const told = [...page.matchAll(/^\| \[?`(\S+)`.*? +\| (.*?)(?: \(experimental\))? *\|$/gm)].map(([, name, text]) => [
    name,
    text,
  ])
  expect(told).toEqual(Object.entries({ ...rules, ...advice }).map(([name, { description }]) => [name, description]))
})
