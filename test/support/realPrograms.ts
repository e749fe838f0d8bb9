import {
  chmodSync,
  copyFileSync,
  existsSync,
  lchownSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { type ByteString, fsPath } from '../../src/core/bytes.js'
import type { Directory, Node } from '../../src/rootfs/node.js'
import { hasCommand, runOk } from './command.js'
import { type Entry, readUpper } from './overlayUpper.js'

/** One program to execute on a tree, in its folder `w`. */
export interface RealRun {
  readonly tree: Directory
  readonly argv: readonly string[]
  readonly umask: number
  readonly env: Readonly<Record<string, string>>
}

/** What the program did. */
export interface RealResult {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
  /** What it wrote, as the layer that overlayfs made of it. */
  readonly layer: readonly Entry[]
}

/** Whether this machine can execute programs on an overlay, as root. */
export const canRunReal =
  process.getuid?.() === 0 && ['unshare', 'chroot', 'mount', 'getfattr', 'setfattr'].every(hasCommand)

/** Copies programs of this machine, what they are linked with and other data to a folder to be used as a root. */
export async function programsRoot(
  root: string,
  programs: readonly string[],
  data: readonly string[] = [],
): Promise<void> {
  for (const folder of ['usr/bin', 'usr/lib', 'usr/lib64', 'usr/sbin', 'tmp'])
    mkdirSync(join(root, folder), { recursive: true })
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name))
  for (const path of data) {
    const into = join(root, dirname(path))
    mkdirSync(into, { recursive: true })
    await runOk('cp', ['-rL', path, into])
  }
  const modules = data.flatMap((path) => filesBelow(path).filter((name) => name.endsWith('.so')))
  for (const path of [...programs.map(pathOf), ...modules]) {
    const libraries = await runOk('sh', ['-c', `ldd ${path} 2>/dev/null | grep -o '/[^ ]*' || true`])
    for (const file of [path, ...libraries.split('\n').filter(Boolean)]) copyTo(root, file)
  }
  for (const name of ['dev', 'proc']) mkdirSync(join(root, name))
  await runOk('mknod', ['-m', '666', join(root, 'dev/null'), 'c', '1', '3'])
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)))
}

function pathOf(program: string): string {
  const found = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'].find((folder) => existsSync(join(folder, program)))
  if (found === undefined) throw new Error(`there is no ${program} on this machine`)
  return join(found, program)
}

function copyTo(root: string, file: string): void {
  const target = join(realpathSync(join(root, dirname(file).split('/')[1] ?? '')), ...dirname(file).split('/').slice(2))
  mkdirSync(target, { recursive: true })
  copyFileSync(realpathSync(file), join(target, file.slice(file.lastIndexOf('/') + 1)))
}

/**
 * Executes programs, each in a root of its own that holds a tree and the programs, and that lies in the lower directory of an overlay
 * mounted as Docker mounts it; `folder` takes the trees.
 */
export async function runReal(folder: string, programs: string, runs: readonly RealRun[]): Promise<RealResult[]> {
  const xattrs: string[] = []
  runs.forEach(({ tree }, i) => {
    linkTree(programs, join(folder, 'lower', `${i}`))
    writeTree(join(folder, 'lower', `${i}`), tree, xattrs)
  })
  for (const name of ['out', 'point', 'memory']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'xattrs'), xattrs.join('\n'), 'latin1')
  if (xattrs.length > 0) await runOk('setfattr', ['-h', `--restore=${join(folder, 'xattrs')}`])
  writeFileSync(join(folder, 'script'), batch(folder, runs), 'latin1')
  const clean = ['-i', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'HOME=/root']
  await runOk('env', [...clean, 'unshare', '--mount', '--propagation', 'private', 'sh', '-e', join(folder, 'script')])
  const attributes = await runOk('getfattr', [
    '-R',
    '-h',
    '-d',
    '-m',
    '-',
    '-e',
    'hex',
    '--absolute-names',
    join(folder, 'out'),
  ])
  return runs.map(({ tree }, i) => {
    const text = (name: string): string => readFileSync(join(folder, 'out', `${i}.${name}`), 'latin1')
    const layer = readUpper(join(folder, 'out', 'upper', `${i}`), tree, attributes)
    return { status: Number(text('status')), stdout: text('stdout'), stderr: text('stderr'), layer }
  })
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

/** A script that executes each run in its own root, all on one overlay, whose upper directory it puts into `out`. */
function batch(folder: string, runs: readonly RealRun[]): string {
  const steps = runs.map(({ argv, umask, env }, i) => {
    const variables = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`)
    const script = [...variables, 'cd /w', `umask ${umask.toString(8)}`, `exec ${argv.map(quoted).join(' ')}`].join(
      '\n',
    )
    return `mount --bind /proc point/${i}/proc
status=0
chroot point/${i} /bin/sh -c ${quoted(script)} </dev/null >out/${i}.stdout 2>out/${i}.stderr || status=$?
echo $status >out/${i}.status`
  })
  return `cd ${folder}
mount -t tmpfs tmpfs memory
mkdir memory/upper memory/work
mount -t overlay overlay -o lowerdir=lower,upperdir=memory/upper,workdir=memory/work,index=off,redirect_dir=off point
${steps.join('\n')}
cp -a memory/upper out
`
}

/** The same files again, each a hard link. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true })
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkTree(source, target)
    else linkSync(source, target)
  }
}

/** Writes a tree to a folder that does not exist yet; what setfattr has to restore is added to a list. */
export function writeTree(folder: string, tree: Directory, xattrs: string[]): void {
  const names = new Map<Node, ByteString>()
  const write = (path: ByteString, node: Node): void => {
    const at = fsPath(path)
    const first = names.get(node)
    if (first !== undefined) return linkSync(fsPath(first), at)
    names.set(node, path)
    if (node.type === 'directory') {
      mkdirSync(at, { recursive: true })
      for (const [name, child] of node.children) write(`${path}/${name}`, child)
    } else if (node.type === 'symlink') symlinkSync(fsPath(node.target), at)
    else if (node.type === 'file' && node.content.from === 'bytes') writeFileSync(at, node.content.bytes)
    else throw new Error(`a ${node.type} cannot be written`)
    lchownSync(at, node.uid, node.gid)
    if (node.type !== 'symlink') chmodSync(at, node.mode)
    const time = node.mtime + node.mtimeNsec / 1e9
    lutimesSync(at, time, time)
    if (node.xattrs.size > 0) xattrs.push(`# file: ${path}`)
    for (const [name, value] of node.xattrs) xattrs.push(`${name}=0x${Buffer.from(value).toString('hex')}`)
    if (node.xattrs.size > 0) xattrs.push('')
  }
  write(Buffer.from(folder).toString('latin1'), tree)
}
