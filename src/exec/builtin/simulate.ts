import { type ByteString, bytesOfText } from '../../core/bytes.js'
import { scriptFolder } from '../../dockerfile/runCommand.js'
import { type Directory, noXattrs, type RegularFile } from '../../rootfs/node.js'
import { cloneTree, nodeAt } from '../../rootfs/tree.js'
import type { Mount, RunRequest } from '../executor.js'
import { Budget } from './budget.js'
import { FileSystem } from './fileSystem.js'
import type { Identify, OpenContent } from './identity.js'
import { NotUnderstood } from './notUnderstood.js'
import { execute, invoke } from './process.js'
import { type Output, TextInput } from './shell/streams.js'
import type { System } from './system.js'

/** Files are held in memory up to this many bytes. */
const readLimit = 1 << 20

/** What is needed to look at a tree's programs, and to change files. */
export interface Tools {
  readonly open: OpenContent
  readonly identify: Identify
  /** The time of whatever is made or touched, in seconds since 1970. */
  readonly epoch: number
}

/** What the commands of a request make of its tree, and print. */
export interface Outcome {
  readonly tree: Directory
  /** Whether a directory of it was changed, be it to what it was. */
  readonly isChanged: (directory: Directory) => boolean
  readonly printed: readonly Printed[]
}

interface Printed {
  readonly stream: 'stdout' | 'stderr'
  readonly text: ByteString
}

/** Applies a request's commands to a copy of its tree. @throws NotUnderstood for what is not done here exactly as the real programs do it */
export async function simulate(request: RunRequest, { open, identify, epoch }: Tools): Promise<Outcome> {
  if (request.user.uid !== 0) throw new NotUnderstood('the user is not root, so permissions matter')
  const tree = cloneTree(request.tree)
  refusePreload(tree)
  const files = new FileSystem(tree, bytesOfText(request.cwd), epoch)
  const printed: Printed[] = []
  const budget = new Budget()
  const system: System = {
    files,
    budget,
    mounted: new Map(request.mounts.map(mountedScript)),
    written: new Set(),
    read: (file) => readFile(system, file, open),
    invoke: (name, family, call) => invoke(system, name, family, call),
    execute: (call) => execute(system, identify, call),
  }
  const output = (stream: Printed['stream']): Output => ({
    write(text) {
      budget.spend(text.length)
      printed.push({ stream, text })
    },
  })
  const streams = { input: TextInput.of(''), output: output('stdout'), error: output('stderr') }
  const status = await system.execute({ argv: request.argv.map(bytesOfText), env: environment(request.env), streams })
  if (status !== 0) throw new NotUnderstood(`it ends with status ${status}`)
  return { tree, isChanged: (directory) => files.isChanged(directory), printed }
}

/** Libraries that every program loads may change what it does. */
function refusePreload(tree: Directory): void {
  if (nodeAt(tree, 'etc/ld.so.preload')) throw new NotUnderstood('the image preloads libraries')
}

/** A here-document that is a script may be executed; all else that is mounted is not the tree's. */
function mountedScript(mount: Mount): [ByteString, RegularFile] {
  if (mount.type !== 'file' || !mount.target.startsWith(`${scriptFolder}/`)) throw new NotUnderstood('it has mounts')
  const { target, bytes, mode, uid, gid } = mount
  const content = { size: bytes.byteLength, content: { from: 'bytes', bytes } } as const
  return [bytesOfText(target), { type: 'file', mode, uid, gid, mtime: 0, mtimeNsec: 0, xattrs: noXattrs, ...content }]
}

async function readFile({ budget, files, written }: System, file: RegularFile, open: OpenContent): Promise<Uint8Array> {
  if ([...written].some((path) => nodeAt(files.root, path) === file))
    throw new NotUnderstood('a file that is read and written at the same time')
  if (file.size > readLimit) throw new NotUnderstood(`a file of more than ${readLimit} bytes`)
  budget.spend(file.size)
  const chunks: Uint8Array[] = []
  for await (const chunk of open(file.content, file.size)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function environment(env: readonly string[]): ReadonlyMap<string, ByteString> {
  const pairs = env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const)
  const unsafe = pairs.find(([name]) => /^(?:PWD|OLDPWD|LD_PRELOAD|LD_AUDIT|POSIXLY_CORRECT)$/.test(name))
  if (unsafe) throw new NotUnderstood(`the variable ${unsafe[0]}, which changes how programs behave`)
  return new Map(pairs.map(([name, value]) => [bytesOfText(name), bytesOfText(value)]))
}
