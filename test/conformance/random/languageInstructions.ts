import type { Choices } from './choices.js'
import { names, plainWord, word } from './languageWords.js'

type Maker = (choices: Choices) => string

const json = (choices: Choices): string =>
  `[${choices
    .some(0, 3, () => JSON.stringify(choices.of(['/bin/x', '-c', 'a b', 'é', '$a', '\t"', '', '\\'])))
    .join(choices.of([',', ', ', ' ,\t']))}]`
const badJson = (choices: Choices): string =>
  choices.of(["['a']", '["a",]', '["a"', '["a" "b"]', '["\\x"]', '["\\ud800"]', '["a"] b', '[a, b]', '["a"]]', '[]'])
const command = (choices: Choices): string =>
  choices.chance(0.45)
    ? json(choices)
    : choices.chance(0.2)
      ? badJson(choices)
      : choices.some(0, 3, () => word(choices)).join(' ')
const gap = (choices: Choices): string => choices.of([' ', ' ', ' ', '  ', '\t', ' \t '])
const pairs = (choices: Choices): string =>
  choices
    .some(
      1,
      3,
      () =>
        `${choices.chance(0.95) ? choices.of(names) : word(choices, 2)}=${choices.chance(0.9) ? word(choices) : ''}`,
    )
    .join(gap(choices))
const oldPair = (choices: Choices): string =>
  `${choices.of(names)}${gap(choices)}${choices.some(1, 3, () => word(choices)).join(gap(choices))}`
const path = (choices: Choices): string =>
  choices.of(['/w', 'sub', '..', '.', '/a//b/../c/', 'x y', '"q r"', '/$a', '${a:-/def}', 'C:\\x', '~']) +
  (choices.chance(0.3) ? `/${plainWord(choices)}` : '')
const duration = (choices: Choices): string =>
  choices.mostly(
    ['1s', '5m', '1h30m', '500ms', '0', '0s', '1.5s', '.5h', '+2s', '100000h'],
    ['1us', '-1s', '1', 's', '1d', ''],
  )
const port = (choices: Choices): string =>
  choices.mostly(
    [
      '80',
      '443/tcp',
      '53/udp',
      '8000-8003',
      '9/SCTP',
      '80/',
      '70-70',
      '+5',
      '0',
      '1:2',
      '1-2:3-4/udp',
      '127.0.0.1:1:2',
    ].concat(['[::1]:1:2', '"80"', '${p:-81 82}', '8${p:-3}', '080', '${p-5}${p:-6}7', "'1'-2"]) as [
      string,
      ...string[],
    ],
    ['65536', 'x', '5-3', '$a', ':80', '80/tls', '1-3:2-3', '::1:1:2', '-1', '80/tcp/udp', '1.2.3:1:2'],
  )
const signal = (choices: Choices): string =>
  choices.mostly(
    ['SIGTERM', '9', 'term', 'sigkill', 'RTMIN+3', 'SIGRTMAX-14', '-5', '+5', '${s:-INT}', '65', '"QUIT"'],
    ['0', 'x', '$s', '', 'SIGRTMIN+16', 'SIG', '1.5'],
  )

/** By keyword, with how often each is written. */
const makers: Readonly<Record<string, readonly [number, Maker]>> = {
  ENV: [5, (choices) => (choices.chance(0.8) ? pairs(choices) : oldPair(choices))],
  ARG: [
    4,
    (choices) =>
      choices
        .some(1, 3, () => (choices.chance(0.35) ? choices.of(names) : `${choices.of(names)}=${word(choices)}`))
        .join(gap(choices)),
  ],
  LABEL: [3, (choices) => (choices.chance(0.85) ? pairs(choices) : oldPair(choices))],
  CMD: [2, command],
  ENTRYPOINT: [2, command],
  SHELL: [1, (choices) => (choices.chance(0.9) ? json(choices) : command(choices))],
  HEALTHCHECK: [
    2,
    (choices) => {
      if (choices.chance(0.15))
        return choices.mostly(['NONE', 'none', '--interval=1s NONE', '--bogus=1 NONE'], ['NONE x', '', 'cmd'])
      const flags = choices.some(0, 3, () =>
        choices.chance(0.75)
          ? `--${choices.of(['interval', 'timeout', 'start-period', 'start-interval'])}=${duration(choices)} `
          : `--retries=${choices.mostly(['1', '3', '0', '+2', '', '200'], ['-1', 'x', '2147483648'])} `,
      )
      return `${flags.join('')}${choices.mostly(['CMD', 'cmd'], ['PING'])} ${command(choices)}`
    },
  ],
  EXPOSE: [2, (choices) => choices.some(1, 3, () => port(choices)).join(gap(choices))],
  VOLUME: [
    2,
    (choices) => (choices.chance(0.4) ? json(choices) : choices.some(1, 3, () => path(choices)).join(gap(choices))),
  ],
  USER: [2, (choices) => choices.mostly(['app', '1000:1000', '$a', '${u:-root}:0', 'a b', '"q"', '0', '$unset'], [''])],
  WORKDIR: [2, path],
  STOPSIGNAL: [1, signal],
  MAINTAINER: [1, (choices) => choices.mostly(['me', 'a <b@c>', '$a "x"'], [''])],
  ONBUILD: [
    2,
    (choices) =>
      choices.chance(0.95)
        ? instruction(choices)
        : choices.mostly(['FOO x', '  env a=b  ', 'LABEL =x'], ['onbuild env a=b', 'FROM x', '', 'ENV a', 'CMD [1]']),
  ],
  COPY: [
    1,
    (choices) => {
      const heredoc = choices.of(['EOF', '"EOF"', "'EOF'", '-EOF', '-"E F"', 'EOF', '\\EOF', '$a', 'E"O"F'])
      const name = heredoc.replace(/^-/, '').replaceAll(/["'\\]/g, '')
      const lines = choices.some(
        0,
        3,
        () => choices.of(['', '\t', ' ']) + choices.some(0, 2, () => word(choices)).join(' '),
      )
      return `<<${heredoc} /${plainWord(choices).replaceAll('/', '')}\n${[...lines, name].join('\n')}`
    },
  ],
}

const weighted = Object.entries(makers).flatMap(([keyword, [weight]]) => Array.from({ length: weight }, () => keyword))

/** One instruction, but for its continuation lines. */
export function instruction(choices: Choices): string {
  const keyword = weighted[choices.between(0, weighted.length - 1)] ?? 'ENV'
  const [, make] = makers[keyword] ?? [0, pairs]
  const written = choices.chance(0.1) ? keyword.toLowerCase() : keyword
  const flag = choices.chance(0.01) ? choices.of(['-- ', '--x ', '--x=1 ']) : ''
  return `${written}${gap(choices)}${flag}${make(choices)}`
}
