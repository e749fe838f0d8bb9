import { bytesOfText } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import { diffTrees } from '../../rootfs/diff.js'
import type { LayerEntries } from '../../rootfs/layerWriter.js'
import type { Directory } from '../../rootfs/node.js'
import { cloneTree } from '../../rootfs/tree.js'
import type { Executor, Offer, RunExit, RunRequest } from '../executor.js'
import { FileSystem } from './fileSystem.js'
import { environment, interpret, isShellBuiltin, type OpenContent, startOf } from './interpret.js'
import { NotUnderstood } from './notUnderstood.js'
import { requireProgram, requireShell } from './programs.js'
import { parseShell, type SimpleCommand } from './shell.js'

export interface BuiltinOptions {
  readonly openContent: OpenContent
  /** The time of whatever is made or touched, in seconds since 1970. */
  readonly epoch: number
}

/** What the commands of a request make of its tree, and print. */
interface Outcome {
  readonly tree: Directory
  readonly output: Uint8Array
}

/**
 * Executes a RUN without a process: commands that are understood to the last letter are applied to the tree as data. All are tried on a
 * copy before the offer is made, so a request is served whole or not at all; a command that would fail is left to an executor that can
 * show the program's own message.
 */
export function builtinExecutor(options: BuiltinOptions): Executor {
  return {
    name: 'builtin',
    async offer(request): Promise<Offer> {
      try {
        const outcome = await simulate(request, options)
        return { serves: true, execute: (layer) => write(request, outcome, layer, options.openContent) }
      } catch (error) {
        if (error instanceof NotUnderstood) return { serves: false, why: error.message }
        throw error
      }
    },
    async examine() {
      return {
        works: true,
        findings: ['RUNs of plain file commands are applied as data, on any host, for any platform.'],
        hints: [],
      }
    },
  }
}

async function simulate(request: RunRequest, { openContent, epoch }: BuiltinOptions): Promise<Outcome> {
  if (request.user.uid !== 0) throw new NotUnderstood('the user is not root, so permissions matter')
  if (request.mounts.length > 0) throw new NotUnderstood('it has mounts')
  const env = environment(request.env)
  const commands = await understand(request, env, openContent)
  const tree = cloneTree(request.tree)
  const files = new FileSystem(tree, bytesOfText(request.cwd), epoch)
  let output = ''
  for (const command of commands) {
    await requirePrograms(request, command, files.root, env, openContent)
    output += await interpret(files, command, env, openContent)
  }
  return { tree, output: Buffer.from(output, 'latin1') }
}

/** The commands of a request: a shell's text, or one program with its arguments. */
async function understand(
  request: RunRequest,
  env: ReadonlyMap<string, string>,
  open: OpenContent,
): Promise<SimpleCommand[]> {
  if (!isShellForm(request.argv)) return [{ words: request.argv.map(bytesOfText) }]
  const [shell = ''] = request.argv
  const commands = parseShell(request.argv[request.argv.length - 1] ?? '', env)
  await requireShell(request.tree, shell, (file, count) => startOf(file, count, open))
  return commands
}

/** `SHELL -c TEXT`, with those of a shell's options that change nothing as long as every command succeeds. */
function isShellForm(argv: readonly string[]): boolean {
  return /^(?:-[eu]+ |-[eu]*o pipefail )*-[eu]*c$|^-[eu]*o pipefail -c$/.test(argv.slice(1, -1).join(' '))
}

async function requirePrograms(
  request: RunRequest,
  { words }: SimpleCommand,
  root: Directory,
  env: ReadonlyMap<string, string>,
  open: OpenContent,
): Promise<void> {
  const [name = ''] = words
  if (isShellForm(request.argv) && isShellBuiltin(name)) return
  const path = env.get('PATH')
  if (path === undefined) throw new NotUnderstood('there is no PATH to look programs up in')
  await requireProgram(root, name, path, (file, count) => startOf(file, count, open))
}

async function write(
  { tree, signal, onOutput }: RunRequest,
  outcome: Outcome,
  layer: LayerEntries,
  open: OpenContent,
): Promise<RunExit> {
  if (outcome.output.byteLength > 0) onOutput('stdout', outcome.output)
  for (const { header, content } of diffTrees(tree, outcome.tree)) {
    if (signal.aborted) throw new OciPackError('aborted', 'RUN was stopped')
    await layer.add(header, content && open(content, header.size))
  }
  return { status: 0 }
}
