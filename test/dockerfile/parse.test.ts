import { describe, expect, test } from 'vitest'
import type { Instruction } from '../../src/dockerfile/instruction.js'
import { parseDockerfile, parseTrigger } from '../../src/dockerfile/parse.js'

/** The instructions after `FROM scratch`, without what all have. */
function read(text: string, head = 'FROM scratch\n'): object[] {
  return parseDockerfile(head + text, 'Dockerfile')
    .instructions.slice(1)
    .map((instruction: Instruction) =>
      Object.fromEntries(Object.entries(instruction).filter(([key]) => key !== 'location' && key !== 'text')),
    )
}
const only = (text: string, head?: string) => read(text, head)[0]
const shell = (text: string) => ({ form: 'shell', text })
const exec = (...argv: string[]) => ({ form: 'exec', argv })

describe('directives', () => {
  const directives = (text: string) => parseDockerfile(`${text}\nFROM scratch`, 'Dockerfile').directives
  test.each([
    ['', { escape: '\\' }],
    ['# syntax=docker/dockerfile:1', { escape: '\\', syntax: 'docker/dockerfile:1' }],
    ['#ESCAPE = `  \n# Check=skip=all;error=true', { escape: '`', check: 'skip=all;error=true' }],
    ['# a comment\n# escape=`', { escape: '\\' }],
    ['# unknown=x\n# escape=`', { escape: '\\' }],
    ['\n# escape=`', { escape: '\\' }],
    ['\uFEFF# escape=`', { escape: '`' }],
  ])('%j', (text, expected) => {
    expect(directives(text)).toEqual(expected)
  })
})

describe('lines', () => {
  test.each([
    ['RUN a \\\n b', 'a  b'],
    ['RUN a\\\nb', 'ab'],
    ['RUN a \\  \t\n b', 'a  b'],
    ['RUN a \\\r\n b\r\n', 'a  b'],
    ['RUN a \\\n# comment \\\n  # another\n\n \t\n b', 'a  b'],
    ['RUN a \\\\\nUSER x', 'a \\\\'],
    ['RUN a \\x', 'a \\x'],
    ['RUN a \\', 'a'],
    ['  run\ta', 'a'],
    ['RUN   a  b  ', 'a  b'],
    ['\\\nRUN a', 'a'],
    ['RUN a # no comment', 'a # no comment'],
    ['RUN', ''],
  ])('%j', (text, command) => {
    expect(only(text)).toMatchObject({ kind: 'run', command: shell(command) })
  })

  test('the escape directive changes what continues a line', () => {
    expect(only('RUN a \\\nRUN b `\n c', '# escape=`\nFROM scratch\n')).toMatchObject({ command: shell('a \\') })
  })

  test('locations count lines as they are written', () => {
    const text = 'FROM scratch\n\n# c\nRUN a \\\n\n b\nCOPY <<E /x\nbody\nE\n'
    const [, run, copy] = parseDockerfile(text, 'F').instructions
    expect(run?.location).toEqual({ file: 'F', line: 4, endLine: 6, text: ['RUN a \\', '', ' b'] })
    expect(run?.text).toBe('RUN a  b')
    expect(copy?.location).toEqual({ file: 'F', line: 7, endLine: 9, text: ['COPY <<E /x', 'body', 'E'] })
    expect(copy?.text).toBe('COPY <<E /x')
  })
})

describe('here-documents', () => {
  const plain = { name: 'E', content: 'a\n', raw: 'a\n', expand: true, fd: 0, stripTabs: false }
  test.each([
    ['RUN <<E\na\nE', [plain]],
    ['RUN << E\na\nE', [plain]],
    ['RUN <<"E"\na\nE', [{ ...plain, expand: false }]],
    ["RUN <<'E'\na\nE", [{ ...plain, expand: false }]],
    ['RUN <<E"" cat\na\nE', [{ ...plain, expand: false }]],
    ['RUN 3<<E\na\nE', [{ ...plain, fd: 3 }]],
    ['RUN <<-E\n\t\ta\n\tE', [{ ...plain, stripTabs: true, raw: '\t\ta\n' }]],
    ['RUN <<"E F"\nE F', [{ ...plain, name: 'E F', content: '', raw: '', expand: false }]],
    ['RUN cat <<E <<F\na\nE\nb\nF', [plain, { ...plain, name: 'F', content: 'b\n', raw: 'b\n' }]],
    ['RUN <<E\na\n E\nE\n', [{ ...plain, content: 'a\n E\n', raw: 'a\n E\n' }]],
    ['RUN <<E\r\na\r\nE\r\n', [{ ...plain, content: 'a\r\n', raw: 'a\r\n' }]],
    ['RUN <<E\n# a \\\nE', [{ ...plain, content: '# a \\\n', raw: '# a \\\n' }]],
    ['RUN a \\\n <<E\na\nE', [plain]],
    ['RUN a <<', []],
    ['RUN a <<<E', []],
    ['RUN a x<<E', []],
    ['RUN echo "<<E"', []],
    ["RUN it's <<E", []],
    ['RUN echo $((1<<2))', []],
    ['RUN ["a", "<<E"]', []],
  ])('%j', (text, heredocs) => {
    expect(only(text)).toMatchObject({ kind: 'run', heredocs })
  })

  test('only RUN, COPY and ADD have them', () => {
    expect(read('CMD <<E\nENV E=a')).toMatchObject([{ kind: 'cmd' }, { kind: 'env' }])
  })

  test('as sources of COPY and ADD', () => {
    expect(only('COPY <<E b <<"F" /d/\na\nE\n$x\nF')).toMatchObject({
      kind: 'copy',
      sources: ['b'],
      heredocs: [plain, { name: 'F', content: '$x\n', expand: false }],
      destination: '/d/',
    })
    expect(only('COPY ["<<E", "/d"]')).toMatchObject({ sources: ['<<E'], heredocs: [] })
  })

  test('ONBUILD keeps the bodies in its trigger, and the trigger reads as what it was', () => {
    const onbuild = only('onbuild  RUN <<-E cat\n\ta\n\tE')
    expect(onbuild).toEqual({ kind: 'onbuild', trigger: 'RUN <<-E cat\n\ta\nE' })
    const location = { file: 'F', line: 9, endLine: 9, text: ['FROM base'] }
    expect(parseTrigger('RUN <<-E cat\n\ta\nE', location)).toMatchObject({
      kind: 'run',
      location,
      heredocs: [{ content: 'a\n' }],
    })
    expect(() => parseTrigger('FOO x', location)).toThrow(/ONBUILD FOO x: unknown instruction: FOO/)
    expect(() => parseTrigger('RUN a\nRUN b', location)).toThrow(/not one instruction/)
  })
})

const copy = { link: false, parents: false, exclude: [], heredocs: [] }
const run = { kind: 'run', heredocs: [], mounts: [] }

test.each<[string, object]>([
  ['RUN ["a", "b c"]', { ...run, command: exec('a', 'b c') }],
  ['RUN [ "a" ] x', { ...run, command: shell('[ "a" ] x') }],
  ["RUN ['a']", { ...run, command: shell("['a']") }],
  ['RUN -- --mount=x', { ...run, command: shell('--mount=x') }],
  [
    'RUN --mount=type=cache,target=/a --mount="type=bind,target=/b c" --network=none --security=sandbox x',
    {
      ...run,
      mounts: ['type=cache,target=/a', 'type=bind,target=/b c'],
      network: 'none',
      security: 'sandbox',
      command: shell('x'),
    },
  ],
  ['CMD', { kind: 'cmd', command: shell('') }],
  ['CMD []', { kind: 'cmd', command: exec() }],
  ['CMD ["\\u00e9\\n"]', { kind: 'cmd', command: exec('é\n') }],
  ['ENTRYPOINT a "b c"', { kind: 'entrypoint', command: shell('a "b c"') }],
  ['SHELL ["/bin/bash", "-c"]', { kind: 'shell', argv: ['/bin/bash', '-c'] }],
  [
    'ENV a=b c="d e" f=g\\ h',
    {
      kind: 'env',
      pairs: [
        { name: 'a', value: 'b' },
        { name: 'c', value: '"d e"' },
        { name: 'f', value: 'g\\ h' },
      ],
    },
  ],
  [
    "ENV a='b\\' c=d",
    {
      kind: 'env',
      pairs: [
        { name: 'a', value: "'b\\'" },
        { name: 'c', value: 'd' },
      ],
    },
  ],
  ['ENV a=', { kind: 'env', pairs: [{ name: 'a', value: '' }] }],
  ['ENV a   b  "c" = d', { kind: 'env', pairs: [{ name: 'a', value: 'b  "c" = d' }] }],
  ['LABEL "a b"=c', { kind: 'label', pairs: [{ name: '"a b"', value: 'c' }] }],
  ['ARG a b= c="d e"', { kind: 'arg', args: [{ name: 'a' }, { name: 'b', value: '' }, { name: 'c', value: '"d e"' }] }],
  ['EXPOSE 80 100-102 $P', { kind: 'expose', words: ['$P', '100-102', '80'] }],
  ['VOLUME /a "/b"', { kind: 'volume', words: ['/a', '"/b"'] }],
  ['VOLUME ["/a b", " /c "]', { kind: 'volume', words: ['/a b', '/c'] }],
  ['USER  a b ', { kind: 'user', word: 'a b' }],
  ['WORKDIR "/a b"', { kind: 'workdir', word: '"/a b"' }],
  ['STOPSIGNAL SIGTERM', { kind: 'stopsignal', word: 'SIGTERM' }],
  ['MAINTAINER A <a@b>', { kind: 'maintainer', word: 'A <a@b>' }],
  ['ONBUILD COPY . /a', { kind: 'onbuild', trigger: 'COPY . /a' }],
  ['HEALTHCHECK NONE', { kind: 'healthcheck' }],
  ['HEALTHCHECK cmd a  b', { kind: 'healthcheck', command: shell('a  b') }],
  [
    'HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period=0 --start-interval=2ms --retries=3 CMD ["a"]',
    { kind: 'healthcheck', command: exec('a'), interval: 90e9, timeout: 1.5e9, startInterval: 2e6, retries: 3 },
  ],
  ['COPY a b /c/', { ...copy, kind: 'copy', sources: ['a', 'b'], destination: '/c/' }],
  ['COPY ["a b", "c"]', { ...copy, kind: 'copy', sources: ['a b'], destination: 'c' }],
  ['COPY "a b" c', { ...copy, kind: 'copy', sources: ['"a', 'b"'], destination: 'c' }],
  [
    'COPY --from=x --chown=a:b --chmod=755 --link --parents=TRUE --exclude=*.a --exclude=b a c',
    {
      ...copy,
      kind: 'copy',
      from: 'x',
      chown: 'a:b',
      chmod: '755',
      link: true,
      parents: true,
      exclude: ['*.a', 'b'],
      sources: ['a'],
      destination: 'c',
    },
  ],
  ['COPY --link=false --chown= a c', { ...copy, kind: 'copy', sources: ['a'], destination: 'c' }],
  [
    'ADD --checksum=sha256:0 --keep-git-dir --unpack=false http://x/y /z',
    {
      ...copy,
      kind: 'add',
      checksum: 'sha256:0',
      keepGitDir: true,
      unpack: false,
      sources: ['http://x/y'],
      destination: '/z',
    },
  ],
])('%s', (text, instruction) => {
  expect(only(text)).toEqual(instruction)
})

test.each([
  ['FROM a', { image: 'a' }],
  [
    'from --platform=$BUILDPLATFORM a:1@sha256:x as B.c-1_',
    { image: 'a:1@sha256:x', platform: '$BUILDPLATFORM', name: 'b.c-1_' },
  ],
  ['FROM ${A:-b}', { image: '${A:-b}' }],
])('%s', (text, from) => {
  expect(parseDockerfile(text, 'Dockerfile').instructions[0]).toMatchObject({ kind: 'from', ...from })
})
