import type { Choices } from '../../conformance/random/choices.js'

/** What Dockerfiles are made of, and what has broken readers before. */
const tokens: readonly [string, ...string[]] = [
  ...[
    'FROM ',
    'RUN ',
    'COPY ',
    'ADD ',
    'ENV ',
    'ARG ',
    'LABEL ',
    'ONBUILD ',
    'HEALTHCHECK ',
    'EXPOSE ',
    'VOLUME ',
    'CMD ',
  ],
  ...[
    'SHELL ',
    'USER ',
    'WORKDIR ',
    'STOPSIGNAL ',
    'MAINTAINER ',
    'ENTRYPOINT ',
    ' AS ',
    '--from=',
    '--mount=type=',
    '--chmod=',
  ],
  ...[
    '--exclude=',
    '--platform=',
    '--link',
    '<<EOF',
    '<<-"E F"',
    '\nEOF\n',
    '# escape=`\n',
    '# syntax=x\n',
    '\\\n',
    '`\n',
    '\r\n',
  ],
  ...[
    '${',
    '}',
    '$',
    ':-',
    ':+',
    ':?',
    '##',
    '%%',
    '//',
    '/*',
    '**',
    '!',
    '[',
    ']',
    '[^a-',
    '["',
    '"]',
    '{',
    '"',
    "'",
    '\\',
    '`',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '__proto__=x',
    'scratch',
    '\0',
    '\u0085',
    '\u00a0',
    '\ufeff',
  ],
  ...[
    '\ud800',
    'é',
    '日本',
    '😀',
    '-1',
    '0',
    '65536',
    '1e999',
    '99999999999999999999',
    '0x1',
    ',',
    '=',
    ':',
    '@sha256:',
    '/',
    '..',
  ],
] as unknown as readonly [string, ...string[]]

/** A text made of others: bytes, tokens, lines and whole parts taken out, put in, doubled or swapped, once or several times. */
export function mutated(corpus: readonly [string, ...string[]], choices: Choices): string {
  let text = choices.of(corpus)
  for (let i = choices.between(1, 6); i > 0; i--) text = mutatedOnce(text, corpus, choices)
  return text
}

function mutatedOnce(text: string, corpus: readonly [string, ...string[]], choices: Choices): string {
  const at = choices.between(0, text.length)
  const put = (piece: string, gone = 0) => text.slice(0, at) + piece + text.slice(at + gone)
  switch (choices.between(0, 9)) {
    case 0:
      return put('', choices.between(1, 8))
    case 1:
      return put(String.fromCharCode(choices.between(0, 255)), choices.between(0, 1))
    case 2:
    case 3:
      return put(choices.of(tokens), choices.between(0, 3))
    case 4:
      return put(choices.of(tokens).repeat(choices.between(2, 40)))
    case 5:
      return put(text.slice(choices.between(0, at), at))
    case 6:
      return put(`\n${line(choices.of(corpus), choices)}\n`)
    case 7:
      return put(line(choices.of(corpus), choices))
    case 8: {
      const other = choices.of(corpus)
      return text.slice(0, at) + other.slice(choices.between(0, other.length))
    }
    default:
      return text.split('\n').reverse().join('\n')
  }
}

function line(text: string, choices: Choices): string {
  const lines = text.split('\n')
  return lines[choices.between(0, lines.length - 1)] ?? ''
}
