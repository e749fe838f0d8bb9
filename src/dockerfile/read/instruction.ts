import { OciPackError } from '../../core/errors.js'
import {
  parseCommandLine,
  parseJsonForm,
  parsePairs,
  parseWordList,
  splitQuotedWords,
  splitWords,
} from '../arguments.js'
import { formOf } from '../forms.js'
import type { Arg, Instruction, Shell, Words } from '../instruction.js'
import { trim } from '../space.js'
import { didYouMean } from '../suggest.js'
import { readCopy } from './copy.js'
import { readFrom } from './from.js'
import { readHealthcheck } from './healthcheck.js'
import { readOnbuild } from './onbuild.js'
import { atLeastOne, common, flagless, type Parts } from './parts.js'
import { readRun } from './run.js'

/** Every instruction of the language (Dockerfile reference, "Overview"). As BuildKit, ARG and STOPSIGNAL pass over flags. */
const readers: Readonly<Record<string, (parts: Parts) => Instruction>> = {
  ADD: (parts) => readCopy(parts, 'add'),
  ARG: readArg,
  CMD: (parts) => ({ ...flagless(parts), kind: 'cmd', command: parseCommandLine(parts.rest) }),
  COPY: (parts) => readCopy(parts, 'copy'),
  ENTRYPOINT: (parts) => ({ ...flagless(parts), kind: 'entrypoint', command: parseCommandLine(parts.rest) }),
  ENV: (parts) => ({ ...flagless(parts), kind: 'env', pairs: parsePairs('ENV', parts.rest, parts.escape) }),
  EXPOSE: readExpose,
  FROM: readFrom,
  HEALTHCHECK: readHealthcheck,
  LABEL: (parts) => ({ ...flagless(parts), kind: 'label', pairs: parsePairs('LABEL', parts.rest, parts.escape) }),
  MAINTAINER: (parts) => ({ ...flagless(parts), kind: 'maintainer', word: oneArgument(parts) }),
  ONBUILD: readOnbuild,
  RUN: readRun,
  SHELL: readShell,
  STOPSIGNAL: (parts) => ({ ...common(parts), kind: 'stopsignal', word: oneArgument(parts) }),
  USER: (parts) => ({ ...flagless(parts), kind: 'user', word: oneArgument(parts) }),
  VOLUME: readVolume,
  WORKDIR: (parts) => ({ ...flagless(parts), kind: 'workdir', word: oneArgument(parts) }),
}

/** The instruction that the parts make. @throws OciPackError `dockerfile` */
export function readInstruction(parts: Parts): Instruction {
  const reader = Object.hasOwn(readers, parts.keyword) ? readers[parts.keyword] : undefined
  if (reader) return reader(parts)
  throw new OciPackError('dockerfile', `unknown instruction: ${parts.keyword}`, {
    hint: didYouMean(parts.keyword, Object.keys(readers)) ?? continuation(parts.escape),
  })
}

/** All that follows the keyword is one argument, white space and all. */
function oneArgument(parts: Parts): string {
  if (parts.rest !== '') return parts.rest
  throw new OciPackError('dockerfile', `${parts.keyword} requires exactly one argument`, {
    hint: formOf(parts.keyword),
  })
}

/** What looks like an instruction may be the rest of one. */
function continuation(escape: string): string {
  return `Where the line above goes on here, it is to end in ${escape}; the instructions are ${Object.keys(readers).join(', ')}.`
}

function readArg(parts: Parts): Arg {
  const args = atLeastOne(parts, splitQuotedWords(parts.rest, parts.escape)).map((word) => {
    const at = word.indexOf('=')
    if (at === 0) throw new OciPackError('dockerfile', 'ARG names can not be blank', { hint: formOf('ARG') })
    return at < 0 ? { name: word } : { name: word.slice(0, at), value: word.slice(at + 1) }
  })
  return { ...common(parts), kind: 'arg', args }
}

function readShell(parts: Parts): Shell {
  const argv = parseJsonForm(parts.rest)
  if (parts.rest !== '' && argv === undefined) {
    throw new OciPackError('dockerfile', 'SHELL requires its arguments to be in JSON form', {
      hint: formOf('SHELL'),
    })
  }
  return { ...flagless(parts), kind: 'shell', argv: atLeastOne(parts, argv ?? []) }
}

/** As BuildKit, the words are sorted before anything is expanded: the history shows it. */
function readExpose(parts: Parts): Words {
  const words = [...atLeastOne(parts, splitWords(parts.rest))].sort()
  return { ...flagless(parts), kind: 'expose', words }
}

function readVolume(parts: Parts): Words {
  const words = atLeastOne(parts, parseWordList(parts.rest).words).map(trim)
  if (words.includes(''))
    throw new OciPackError('dockerfile', 'a VOLUME can not be an empty string', { hint: formOf('VOLUME') })
  return { ...flagless(parts), kind: 'volume', words }
}
