import type { ByteString } from '../../core/bytes.js'
import type { Content, RegularFile } from '../../rootfs/node.js'
import type { Family } from './applets/applet.js'

/** What a program's own bytes say that it is. */
export type Identity =
  | { readonly type: 'script'; readonly interpreter: readonly ByteString[] }
  /** `names` are those that a program of many names goes by; without them, its file's name says what it does. */
  | { readonly type: 'program'; readonly family: Family; readonly names?: ReadonlySet<ByteString> }

/** Finds out what a file is; undefined for one that is not known. */
export type Identify = (file: RegularFile) => Promise<Identity | undefined>

/** The bytes of a file of a tree. */
export type OpenContent = (content: Content, size: number) => AsyncIterable<Uint8Array>

/** Larger programs are not known. */
const largest = 16 << 20

/** As much of a script's first line as Linux reads (BINPRM_BUF_SIZE). */
const longestShebang = 255

/** An `Identify` that looks at each content once. */
export function identifier(open: OpenContent): Identify {
  const known = new WeakMap<Content, Promise<Identity | undefined>>()
  return (file) => {
    const identity = known.get(file.content) ?? look(file, open)
    known.set(file.content, identity)
    return identity
  }
}

async function look({ content, size }: RegularFile, open: OpenContent): Promise<Identity | undefined> {
  if (size > largest) return undefined
  const chunks: Uint8Array[] = []
  for await (const chunk of open(content, size)) chunks.push(chunk)
  return identityOf(Buffer.concat(chunks))
}

/** What a program is, by texts that only the program itself holds. */
export function identityOf(bytes: Buffer): Identity | undefined {
  const holds = (text: string): boolean => bytes.includes(text, 0, 'latin1')
  if (bytes.toString('latin1', 0, 2) === '#!') {
    if (adduserMarks.every(holds))
      return { type: 'program', family: 'adduser', names: new Set(['adduser', 'addgroup']) }
    return scriptOf(bytes.toString('latin1', 0, longestShebang))
  }
  if (bytes.toString('latin1', 0, 4) !== '\x7fELF') return undefined
  const text = bytes.toString('latin1')
  // One with hush may have it in the place of ash.
  if (/BusyBox v1\.(?:2[89]|[3-9][0-9])\./.test(text))
    return holds('\0hush\0') ? undefined : { type: 'program', family: 'busybox', names: shortTexts(text) }
  // Older ones write here-documents to files in /tmp.
  if (/@\(#\)Bash version 5\.[1-9]/.test(text)) return { type: 'program', family: 'bash', names: shellNames }
  if (dashMarks.every(holds)) return { type: 'program', family: 'dash', names: shellNames }
  if (holds('\0GNU coreutils\0')) return { type: 'program', family: 'coreutils' }
  if (holds('/etc/login.defs\0')) return { type: 'program', family: 'shadow' }
  return undefined
}

const dashMarks = ['\0nolog\0', 'Illegal number', 'Bad substitution', 'Syntax error: ', 'OPTIND=1\0']
/** Debian's adduser, which is a script: what it does is known as a whole. */
const adduserMarks = ['#! /usr/bin/perl\n', 'use Debian::AdduserCommon;', 'my $version = "3.134";', '## addsysuser ##']
const shellNames: ReadonlySet<ByteString> = new Set(['sh', 'dash', 'bash'])

/** All that may be a name of a program of many names. */
function shortTexts(text: string): ReadonlySet<ByteString> {
  return new Set(text.match(/(?<=\0)[a-z0-9_[-]{1,20}(?=\0)/g))
}

/** The interpreter that a script names in its first line, and its one argument (execve(2)). */
function scriptOf(start: ByteString): Identity | undefined {
  const [, interpreter = '', argument] = /^#![ \t]*(\/[^ \t\n]*)(?:[ \t]+([^\n]*?))?[ \t]*\n/.exec(start) ?? []
  if (interpreter === '') return undefined
  return { type: 'script', interpreter: argument ? [interpreter, argument] : [interpreter] }
}
