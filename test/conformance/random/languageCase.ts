import type { Case } from '../case.js'
import type { Choices } from './choices.js'
import { instruction } from './languageInstructions.js'
import { names, word } from './languageWords.js'

/** A Dockerfile that needs no RUN and next to no files, mostly valid, and what it is built with. */
export function languageCase(choices: Choices): Case {
  const stages = choices.between(1, 3)
  const lines = [...head(choices), ...Array.from({ length: stages }, (_, i) => stage(choices, i)).flat()]
  const text = lines.map((line) => broken(line, choices)).join(choices.chance(0.05) ? '\r\n' : '\n')
  return {
    dockerfile: (choices.chance(0.06) ? damaged(text, choices) : text) + '\n',
    context: { file: 'f\n' },
    ...(choices.chance(0.3) && {
      buildArgs: Object.fromEntries(
        choices.some(1, 2, () => [choices.of(names), choices.of(['', 'given', 'two words', '$a'])]),
      ),
    }),
    ...(choices.chance(0.15) && { labels: { given: 'flag', a: 'flag' } }),
    ...(stages > 1 && choices.chance(0.2) && { target: choices.of(['s0', 'S1', 's2', 'nowhere']) }),
    ...(choices.chance(0.1) && { platform: choices.of(['linux/arm64', 'linux/arm', 'linux/arm64/v8', 'linux/386']) }),
  }
}

function head(choices: Choices): string[] {
  const lines: string[] = []
  if (choices.chance(0.1))
    lines.push(
      choices.of([
        '# escape=`',
        '#escape = \\',
        '# Escape=`',
        '# escape=x',
        '#\tescape=`  ',
        '# check=skip=all',
        '# unknown=1',
        '',
      ]),
    )
  if (choices.chance(0.05)) lines.push(choices.of(['# escape=`', '# check=error=false', '# comment']))
  if (choices.chance(0.3)) lines.push(`ARG ${choices.of(names)}=${word(choices)}`)
  return lines
}

function stage(choices: Choices, index: number): string[] {
  const base = choices.of([
    'conformance/small:1',
    'conformance/small:1',
    'conformance/config:1',
    'conformance/onbuild:1',
    'scratch',
    'scratch',
    's0',
    's1',
    '${unset:-conformance/small:1}',
    '"scratch"',
  ])
  // An earlier stage alone is a base; another name is an image that is not there.
  const known = /^s\d$/.test(base) && Number(base.slice(1)) >= index ? 'conformance/small:1' : base
  const platform = choices.chance(0.05)
    ? `--platform=${choices.of(['$TARGETPLATFORM', '$BUILDPLATFORM', 'linux/amd64', '$unset'])} `
    : ''
  const from = `FROM ${platform}${known}${choices.chance(0.9) ? ` AS ${choices.of(['s', 'S'])}${index}` : ''}`
  return [from, ...choices.some(1, 6, () => instruction(choices)), 'WORKDIR /made']
}

/** The same line over several, at spaces. Not where a here-document follows. */
function broken(line: string, choices: Choices): string {
  if (line.includes('\n') || !choices.chance(0.12)) return line
  const next = choices.of([
    '\\\n',
    '\\\n',
    '\\ \t\n',
    '\\\n# comment\n',
    '\\\n\n',
    '\\\n  # comment\n \n',
    '`\n',
    '\\\\\n',
  ])
  const spaces = [...line.matchAll(/ /g)].map(({ index }) => index)
  const at = spaces[choices.between(0, Math.max(0, spaces.length - 1))]
  return at === undefined ? line : `${line.slice(0, at)} ${next}${line.slice(at)}`
}

function damaged(text: string, choices: Choices): string {
  const at = choices.between(0, text.length)
  const kind = choices.between(0, 3)
  if (kind === 0) return text.slice(0, at) + text.slice(at + choices.between(1, 5))
  if (kind === 1)
    return (
      text.slice(0, at) +
      choices.of(['$', '"', "'", '\\', '\n', '<<', '{', '}', '\u0000', '\u0085', '\u00a0', '\ufeff', '#']) +
      text.slice(at)
    )
  if (kind === 2) return text.slice(0, at) + text.slice(choices.between(0, at), at) + text.slice(at)
  return text.slice(0, at)
}
