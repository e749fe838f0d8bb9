import { type FileSystem, show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { ByteString } from '../../../core/bytes.js'
import type { Applet } from './applet.js'
import { entryOf, existingEntry, refuseWorkingDirectory } from './names.js'
import { parseArguments, utilities } from './options.js'

/** rm [-r|-R] [-f] FILE... */
export const rm: Applet = (call) => {
  utilities(call)
  const parsed = parseArguments(call, { letters: 'rRf', long: { recursive: 'r', force: 'f' } })
  if (parsed.operands.length === 0 && !parsed.has('f')) throw new NotUnderstood('rm of nothing')
  for (const name of parsed.operands) {
    const { path, node } = entryOf(call.files, name)
    if (!node && !parsed.has('f')) throw new NotUnderstood(`rm of ${show(name)}, which is missing`)
    if (!node) continue
    if (node.type === 'directory') {
      if (!parsed.has('rR')) throw new NotUnderstood(`rm of ${show(name)}, a directory, without -r`)
      refuseWorkingDirectory(call.files, path)
    }
    call.files.remove(path)
  }
  return 0
}

/** rmdir [-p] DIRECTORY... */
export const rmdir: Applet = (call) => {
  utilities(call)
  const parsed = parseArguments(call, { letters: 'p', long: { parents: 'p' } })
  if (parsed.operands.length === 0) throw new NotUnderstood('rmdir of nothing')
  for (const name of parsed.operands) {
    removeEmpty(call.files, name)
    if (!parsed.has('p')) continue
    const parts = name.replace(/\/+$/, '').split(/\/+/)
    for (let count = parts.length - 1; count > 0 && parts[count - 1] !== ''; count--)
      removeEmpty(call.files, parts.slice(0, count).join('/'))
  }
  return 0
}

function removeEmpty(files: FileSystem, name: ByteString): void {
  const { path, node } = existingEntry(files, name)
  if (node.type !== 'directory' || node.children.size > 0)
    throw new NotUnderstood(`rmdir of ${show(name)}, which is no empty directory`)
  refuseWorkingDirectory(files, path)
  files.remove(path)
}
