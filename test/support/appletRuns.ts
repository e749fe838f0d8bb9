import fc from 'fast-check'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { type ByteString, compareBytes } from '../../src/core/bytes.js'
import type { Family } from '../../src/exec/builtin/applets/applet.js'
import { applets } from '../../src/exec/builtin/applets/index.js'
import { FileSystem } from '../../src/exec/builtin/fileSystem.js'
import { NotUnderstood } from '../../src/exec/builtin/notUnderstood.js'
import { diffTrees } from '../../src/rootfs/diff.js'
import { type Directory, emptyDirectory, type Node, noXattrs } from '../../src/rootfs/node.js'
import { cloneTree, nodeAt, putNode, whiteoutPrefix } from '../../src/rootfs/tree.js'
import { describeNode, type Entry } from './overlayUpper.js'
import { runReal } from './realPrograms.js'
import { file, link } from './trees.js'

/** A call of a program in the folder `w` of a tree. */
export interface Call {
  readonly tree: Directory
  /** Paths of programs that it has besides, which are those of this machine. */
  readonly programs?: readonly string[]
  /** The program's name and its arguments. */
  readonly argv: readonly string[]
  readonly umask?: number
  readonly env?: Readonly<Record<string, string>>
}

/** What an applet made of a call. */
export interface AppletResult {
  readonly status: number
  readonly stdout: ByteString
  readonly layer: readonly Entry[]
}

/** Now, for an applet. */
export const appletNow = 1_700_000_000

/** Executes an applet; gives the reason where it declines. */
export async function runApplet(
  { tree: bare, programs = [], argv, umask = 0o022, env = {} }: Call,
  family: Family,
): Promise<AppletResult | string> {
  const tree = withPrograms(bare, programs)
  const [name = '', ...args] = argv
  const applet = applets.get(name)
  if (!applet) throw new Error(`there is no applet ${name}`)
  const files = new FileSystem(cloneTree(tree), '/w', appletNow)
  files.umask = umask
  let stdout = ''
  try {
    const status = await applet({
      files,
      name,
      args,
      family,
      env: new Map(Object.entries(env)),
      input: { readAll: () => Promise.resolve(new Uint8Array()) },
      read: (file) => {
        if (file.content.from !== 'bytes') throw new Error('the content is not in memory')
        return Promise.resolve(file.content.bytes)
      },
      print: (text) => {
        stdout += text
      },
      complain: () => {
        throw new NotUnderstood('an error message')
      },
    })
    return { status, stdout, layer: layerOf(tree, files.root, (directory) => files.isChanged(directory)) }
  } catch (error) {
    if (error instanceof NotUnderstood) return error.message
    throw error
  }
}

function withPrograms(bare: Directory, programs: readonly string[]): Directory {
  const tree = cloneTree(bare)
  for (const path of programs) putNode(tree, path, file('', { mode: 0o755 }))
  if (programs.length > 0) putNode(tree, 'bin', link('usr/bin'))
  return tree
}

/** The layer between two trees, as `readUpper` has it. */
export function layerOf(before: Directory, after: Directory, isChanged?: (directory: Directory) => boolean): Entry[] {
  const entries = [...diffTrees(before, after, isChanged)].map(({ header: { path, type, linkPath } }): Entry => {
    if (path.slice(path.lastIndexOf('/') + 1).startsWith(whiteoutPrefix)) return { path, text: 'whiteout' }
    if (type === 'link') return { path, text: `link ${linkPath}` }
    const node = nodeAt(after, path)
    if (!node) throw new Error(`${path} is not in the tree`)
    return { path, text: describeNode(node) }
  })
  return entries.sort((a, b) => compareBytes(a.path, b.path))
}

export interface Compared {
  /** The calls that the applet took. */
  readonly understood: readonly Call[]
  /** The calls that it declined, and why. */
  readonly declined: readonly string[]
  /** What is different from the real program, call by call. */
  readonly differences: readonly string[]
}

/** Executes calls with an applet and, where it takes them, with the real program on an overlay. */
export async function compareWithReal(
  folder: string,
  programs: string,
  family: Family,
  calls: readonly Call[],
): Promise<Compared> {
  const understood: Call[] = []
  const ours: AppletResult[] = []
  const declined: string[] = []
  for (const call of calls) {
    const result = await runApplet(call, family)
    if (typeof result === 'string') declined.push(`${show(call)}: ${result}`)
    else {
      understood.push(call)
      ours.push(result)
    }
  }
  const runs = understood.map(({ tree, argv, umask = 0o022, env = {} }) => ({
    tree,
    argv: command(family, argv),
    umask,
    env,
  }))
  const reals = runs.length === 0 ? [] : await runReal(mkdtempSync(join(folder, 'real-')), programs, runs)
  const differences = understood.flatMap((call, i) => {
    const { stderr = '', ...real } = reals[i] ?? {}
    const expected = JSON.stringify(real, undefined, 1)
    const actual = JSON.stringify(ours[i], undefined, 1)
    return stderr === '' && expected === actual
      ? []
      : [`${family} ${show(call)}\n${treeLines(call.tree)}\n--- real ${stderr}\n${expected}\n--- ours\n${actual}`]
  })
  return { understood, declined, differences }
}

function command(family: Family, argv: readonly string[]): readonly string[] {
  if (family === 'busybox') return ['busybox', ...argv]
  if (family === 'dash' || family === 'bash') return [family, '-c', '"$@"', family, ...argv]
  return argv
}

function show({ argv, umask = 0o022 }: Call): string {
  return `${umask.toString(8)} ${argv.map((word) => JSON.stringify(word)).join(' ')}`
}

function treeLines(tree: Directory): string {
  return layerOf(emptyDirectory(), tree)
    .map(({ path, text }) => `  ${path}: ${text}`)
    .join('\n')
}

/** So many values of an arbitrary, the same in every run. */
export function samples<T>(arbitrary: fc.Arbitrary<T>, count: number): T[] {
  return fc.sample(arbitrary, { numRuns: count, seed: Number(process.env['FAST_CHECK_SEED'] ?? 1) })
}

const names = ['a', 'b', 'c', 'd'] as const
const ids = fc.constantFrom(0, 0, 1, 1000)
const times = fc.record({ mtime: fc.integer({ min: 1, max: 1_000_000 }), mtimeNsec: fc.constantFrom(0, 500_000_000) })
const owner = fc.record({ uid: ids, gid: ids })
const capability = new Map([['security.capability', Buffer.from('0100000200040000000000000000000000000000', 'hex')]])

/** A tree with a few files, links, hard links and folders below `w`. */
export function treeArbitrary({ xattrs = false, setIds = true } = {}): fc.Arbitrary<Directory> {
  const path = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
  const special = setIds ? [0o4755, 0o2755, 0o6711, 0o1777, 0o2640, 0o2775] : []
  const mode = fc.constantFrom(0o644, 0o755, 0o600, 0o700, 0o640, 0o777, 0o444, 0o000, ...special)
  const target = fc.constantFrom('a', 'b', 'c', 'd', '../a', '../b', 'a/b', '/w/c', '/w/a/b', 'missing', '.', '..')
  const common = fc
    .record({ mode, owner, times })
    .map((x) => ({ mode: x.mode, ...x.owner, ...x.times, xattrs: noXattrs }))
  const file = fc
    .record({ common, text: fc.constantFrom('', 'one\n', 'two'), cap: fc.nat(9) })
    .map(({ common, text, cap }): Node => {
      const bytes = Buffer.from(text)
      const attributes = xattrs && cap === 0 ? { ...common, xattrs: capability } : common
      return { type: 'file', ...attributes, size: bytes.length, content: { from: 'bytes', bytes } }
    })
  const directory = common.map((attributes): Node => emptyDirectory(attributes))
  const link = fc
    .record({ common, target })
    .map((x): Node => ({ type: 'symlink', ...x.common, mode: 0o777, target: x.target }))
  const item = fc.record({
    path,
    node: fc.oneof({ weight: 3, arbitrary: file }, { weight: 3, arbitrary: directory }, { weight: 2, arbitrary: link }),
    hard: fc.nat(5),
  })
  return fc.array(item, { minLength: 2, maxLength: 9 }).map((items) => {
    const root = emptyDirectory({ mtime: 7 })
    root.children.set('w', emptyDirectory({ mtime: 8 }))
    const placed: Node[] = []
    for (const { path, node, hard } of items) {
      const at = `w/${path}`
      if (nodeAt(root, at) || blocked(root, at)) continue
      const linked = hard === 0 ? placed.find(({ type }) => type === 'file') : undefined
      putNode(root, at, linked ?? node)
      placed.push(linked ?? node)
    }
    return root
  })
}

/** Whether something else than a directory stands on the way to a path. */
function blocked(root: Directory, path: ByteString): boolean {
  return path.split('/').some((_, i, parts) => {
    const node = nodeAt(root, parts.slice(0, i).join('/'))
    return node !== undefined && node.type !== 'directory'
  })
}

/** A path that may be there or not, below `w`. */
export const pathArbitrary: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<string>(...names) },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).map((parts) => parts.join('/')),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'a/b/c',
      'b/a/d',
      'c/c/c',
      './a',
      'a/',
      'b/',
      '/w/c',
      '../w/d',
      'a/.',
      'b/..',
      '.',
      'a//b',
      'new',
      'a/new',
      'new/deep',
    ),
  },
)

export const umaskArbitrary = fc.constantFrom(0o022, 0o022, 0o077, 0o002, 0)
