import type { ByteString } from '../../../core/bytes.js'
import type { Node } from '../../../rootfs/node.js'
import { walk } from '../../../rootfs/tree.js'
import { type FileSystem, show } from '../fileSystem.js'
import { changedMode } from '../mode.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Applet, Invocation } from './applet.js'
import { parseArguments, utilities } from './options.js'

/** A mode that looks like options, as in `chmod -x FILE`. */
const dashedMode = /^-[rwxXst]+$/

/** chmod [-R] [-f] MODE FILE...; a link that is met on the way is passed over, one that is named is followed. */
export const chmod: Applet = (call) => {
  const { files } = call
  const at = call.args.findIndex((arg) => !/^-[Rf]+$/.test(arg))
  const dashed = dashedMode.test(call.args[at] ?? '') ? call.args[at] : undefined
  const args = dashed === undefined ? call.args : call.args.filter((_, i) => i !== at)
  const parsed = parseArguments({ ...call, args }, { letters: 'Rf', long: { recursive: 'R', silent: 'f', quiet: 'f' } })
  const [mode = '', ...names] = dashed === undefined ? parsed.operands : [dashed, ...parsed.operands]
  if (names.length === 0) throw new NotUnderstood('chmod of nothing')
  for (const name of names) {
    const { path, node } = files.existing(name, true)
    changeMode(call, path, mode)
    if (!parsed.has('R') || node.type !== 'directory') continue
    for (const below of [...walk(node, path)]) if (below.node.type !== 'symlink') changeMode(call, below.path, mode)
  }
  return 0
}

function changeMode(call: Invocation, path: ByteString, spec: string): void {
  const { files } = call
  const node = files.at(path)
  const context = { mode: node.mode, directory: node.type === 'directory', family: utilities(call) }
  const mode = changedMode(spec, { ...context, umask: files.umask })
  // With `-w` the umask may leave more than the words say; then the program complains.
  if (dashedMode.test(spec) && (mode & ~changedMode(spec, { ...context, umask: 0 })) !== 0)
    throw new NotUnderstood(`chmod ${spec}, which the umask limits`)
  setMode(files, path, node, mode)
}

/** chmod(2) as root. */
export function setMode(files: FileSystem, path: ByteString, node: Node, mode: number): void {
  if ([...node.xattrs.keys()].some((name) => name.startsWith('system.')))
    throw new NotUnderstood(`${show(path)} has an access list`)
  files.replace(path, { ...node, mode })
}
