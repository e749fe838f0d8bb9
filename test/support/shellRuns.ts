import { mkdtempSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { bytesOfText } from '../../src/core/bytes.js'
import type { Family } from '../../src/exec/builtin/applets/applet.js'
import { type Identify, identityOf } from '../../src/exec/builtin/identity.js'
import { NotUnderstood } from '../../src/exec/builtin/notUnderstood.js'
import { simulate } from '../../src/exec/builtin/simulate.js'
import type { Dialect } from '../../src/exec/builtin/shell/dialect.js'
import type { Directory, RegularFile } from '../../src/rootfs/node.js'
import { cloneTree, putNode } from '../../src/rootfs/tree.js'
import { appletNow, layerOf } from './appletRuns.js'
import { programsRoot, type RealResult, runReal } from './realPrograms.js'
import { runRequest } from './runRequest.js'
import { directory, file, link } from './trees.js'

/** A script to be executed by shells in the folder `w` of a tree. */
export interface Script {
  readonly text: string
  readonly tree: Directory
  readonly env?: Readonly<Record<string, string>>
}

/** How each shell is called. */
export const shells: Readonly<Record<Dialect['family'], readonly string[]>> = {
  dash: ['dash'],
  bash: ['bash'],
  busybox: ['busybox', 'sh'],
}

/** Programs that scripts may call. */
const programs = ['cat', 'chmod', 'cp', 'ln', 'mkdir', 'mv', 'rm', 'rmdir', 'touch']

/** What is a file's text in a tree that has a program in its place. */
const stub = '\x7fELF of '

const identify: Identify = (program: RegularFile) => {
  const bytes = program.content.from === 'bytes' ? Buffer.from(program.content.bytes) : Buffer.alloc(0)
  const family = bytes.toString().slice(stub.length) as Family
  if (!bytes.toString().startsWith(stub)) return Promise.resolve(identityOf(bytes))
  const names = new Set(['sh', 'ash', 'dash', 'bash', 'busybox', ...programs])
  return Promise.resolve({ type: 'program', family, names })
}

/** A tree with programs, as our own shell has to see it. */
function withPrograms(tree: Directory, shell: Dialect['family']): Directory {
  const copy = cloneTree(tree)
  const family = shell === 'busybox' ? shell : 'coreutils'
  for (const name of programs) putNode(copy, `usr/bin/${name}`, file(stub + family, { mode: 0o755 }))
  putNode(copy, 'bin', link('usr/bin'))
  putNode(copy, `usr/bin/${shells[shell][0] ?? ''}`, file(stub + shell, { mode: 0o755 }))
  putNode(copy, 'usr/bin/sh', file(`${stub}${shell === 'busybox' ? shell : 'dash'}`, { mode: 0o755 }))
  return copy
}

/** What our own shell makes of a script, or why it declines it. */
export async function runOurs(
  { text, tree, env = {} }: Script,
  shell: Dialect['family'],
): Promise<RealResult | string> {
  const before = withPrograms(tree, shell)
  const request = runRequest({
    argv: [...shells[shell], '-c', text],
    env: Object.entries({ PATH: '/usr/bin', HOME: '/root', ...env }).map(([name, value]) => `${name}=${value}`),
    cwd: '/w',
    tree: before,
  })
  try {
    const { tree: after, printed } = await simulate(request, { open: inMemory, identify, epoch: appletNow })
    const texts = (stream: string): string =>
      printed.flatMap((part) => (part.stream === stream ? [part.text] : [])).join('')
    return { status: 0, stdout: texts('stdout'), stderr: texts('stderr'), layer: layerOf(before, after) }
  } catch (error) {
    if (error instanceof NotUnderstood) return error.message
    throw error
  }
}

async function* inMemory(content: RegularFile['content']): AsyncGenerator<Uint8Array> {
  if (content.from === 'bytes') yield await Promise.resolve(content.bytes)
}

/** Makes a root for each shell, with the programs that it may call. */
export async function shellRoots(folder: string, families: readonly Dialect['family'][]): Promise<void> {
  for (const shell of families) {
    const root = join(folder, shell)
    if (shell === 'busybox') {
      await programsRoot(root, ['busybox'])
      for (const name of ['sh', ...programs]) symlinkSync('busybox', join(root, 'usr/bin', name))
    } else await programsRoot(root, ['sh', shell, ...programs])
  }
}

export interface ComparedScripts {
  readonly understood: number
  readonly declined: readonly string[]
  readonly differences: readonly string[]
}

/** Executes scripts with our own shell and, where it takes them, with the real one on an overlay. */
export async function compareShell(
  folder: string,
  shell: Dialect['family'],
  scripts: readonly Script[],
): Promise<ComparedScripts> {
  const declined: string[] = []
  const taken: { script: Script; ours: RealResult }[] = []
  for (const script of scripts) {
    const ours = await runOurs(script, shell)
    if (typeof ours === 'string') declined.push(`${shell}: ${script.text}: ${ours}`)
    else taken.push({ script, ours })
  }
  const reals = await runReal(
    mkdtempSync(join(folder, 'real-')),
    join(folder, shell),
    taken.map(({ script: { text, tree, env = {} } }) => ({
      tree,
      argv: [...shells[shell], '-c', bytesOfText(text)],
      umask: 0o022,
      env: { PATH: '/usr/bin', HOME: '/root', ...env },
    })),
  )
  const differences = taken.flatMap(({ script, ours }, i) => {
    const expected = JSON.stringify(reals[i], undefined, 1)
    const actual = JSON.stringify(ours, undefined, 1)
    return expected === actual ? [] : [`${shell}: ${script.text}\n--- real\n${expected}\n--- ours\n${actual}`]
  })
  return { understood: taken.length, declined, differences }
}

/** A tree to run scripts in. */
export function shellTree(files: Readonly<Record<string, string | null>> = {}): Directory {
  const root = directory({ mtime: 7 })
  for (const path of ['w', 'tmp', 'root']) root.children.set(path, directory({ mtime: 8 }))
  for (const [path, text] of Object.entries(files))
    putNode(
      root,
      path,
      text === null ? directory({ mtime: 9 }) : file(text, { mtime: 9, mode: text.startsWith('#!') ? 0o755 : 0o644 }),
    )
  return root
}
