import type { ByteString } from '../../core/bytes.js'
import type { Content, RegularFile } from '../../rootfs/node.js'
import { applets } from './applets/index.js'
import { type FileSystem, show } from './fileSystem.js'
import { NotUnderstood } from './notUnderstood.js'
import type { Redirection, SimpleCommand } from './shell.js'

/** The bytes of a file of a tree. */
export type OpenContent = (content: Content, size: number) => AsyncIterable<Uint8Array>

/** Files are held in memory up to this many bytes. */
const readLimit = 1 << 20

/** Whether a command is a part of every shell, so that no program stands behind it. */
export function isShellBuiltin(name: ByteString): boolean {
  return name === ':' || name === 'true' || name === 'echo'
}

/** Executes one command on a tree and returns what it prints. @throws NotUnderstood */
export async function interpret(
  files: FileSystem,
  command: SimpleCommand,
  env: ReadonlyMap<string, string>,
  open: OpenContent,
): Promise<ByteString> {
  const [name = '', ...args] = command.words
  const output = name === 'echo' ? echo(args) : ''
  if (command.redirection) await write(files, command.redirection, output, open)
  if (name === 'echo' || name === ':') return command.redirection ? '' : output
  const applet = applets.get(name)
  if (!applet) throw new NotUnderstood(`the command ${show(name)}`)
  const status = await applet({
    files,
    name,
    args,
    family: 'coreutils',
    env,
    input: { readAll: () => Promise.resolve(new Uint8Array()) },
    read: (file) => contentOf(file, open),
    print: () => {
      throw new NotUnderstood('a program that prints')
    },
    complain: () => {
      throw new NotUnderstood('an error message')
    },
  })
  if (status !== 0) throw new NotUnderstood(`${show(name)} that ends with status ${status}`)
  return ''
}

/** Shells differ on backslashes and options. */
function echo(args: readonly ByteString[]): ByteString {
  if (args.some((arg) => arg.includes('\\')) || args[0]?.startsWith('-'))
    throw new NotUnderstood('echo with options or backslashes')
  return `${args.join(' ')}\n`
}

async function write(
  files: FileSystem,
  { path: word, append }: Redirection,
  text: ByteString,
  open: OpenContent,
): Promise<void> {
  if (word === '/dev/null') return
  const { path, node } = files.lookUp(word, true)
  if ((node && node.type !== 'file') || word.endsWith('/'))
    throw new NotUnderstood(`writing to ${show(word)}, which is no regular file`)
  if (node && (node.mode & 0o6000 || node.xattrs.size > 0))
    throw new NotUnderstood('writing to a file with set-id bits or extended attributes')
  const before = node && append ? await contentOf(node, open) : Buffer.alloc(0)
  const bytes = Buffer.concat([before, Buffer.from(text, 'latin1')])
  const content = { size: bytes.length, content: { from: 'bytes', bytes } } as const
  if (node) files.replace(path, files.touched({ ...node, ...content }))
  else files.create(path, files.newFile(bytes))
}

async function contentOf(file: RegularFile, open: OpenContent): Promise<Buffer> {
  if (file.size > readLimit) throw new NotUnderstood(`a file of more than ${readLimit} bytes`)
  const chunks: Uint8Array[] = []
  for await (const chunk of open(file.content, file.size)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The first bytes of a file. */
export async function startOf(file: RegularFile, count: number, open: OpenContent): Promise<Uint8Array> {
  let start = Buffer.alloc(0)
  for await (const chunk of open(file.content, file.size)) {
    start = Buffer.concat([start, chunk])
    if (start.length >= count) break
  }
  return start.subarray(0, count)
}

/** The environment as names and values; what no shell imports is left out. */
export function environment(env: readonly string[]): ReadonlyMap<string, string> {
  const pairs = env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
  const unsafe = pairs.find(([name]) =>
    /^(?:BASH_ENV|BASH_FUNC_.*|POSIXLY_CORRECT|LD_PRELOAD|LD_AUDIT|SHELLOPTS|BASHOPTS)$/.test(name),
  )
  if (unsafe) throw new NotUnderstood(`the variable ${unsafe[0]}, which changes how programs behave`)
  return new Map(pairs)
}
