import type { ByteString } from '../../../core/bytes.js'
import { type FileSystem, show } from '../fileSystem.js'
import { changedMode } from '../mode.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Applet, Invocation } from './applet.js'
import { parseArguments, utilities } from './options.js'

/** mkdir [-p] [-m MODE] [-v] DIRECTORY... */
export const mkdir: Applet = (call) => {
  const { files } = call
  const long = { parents: 'p', mode: 'm', verbose: 'v' }
  const parsed = parseArguments(call, { letters: utilities(call) === 'coreutils' ? 'pm:v' : 'pm:', long })
  if (parsed.operands.length === 0) throw new NotUnderstood('mkdir of nothing')
  const mode = modeOf(call, parsed.value('m'))
  const tell = parsed.has('v') ? (name: ByteString) => call.print(`mkdir: created directory ${quoted(name)}\n`) : ignore
  for (const name of parsed.operands) {
    if (parsed.has('p')) makeParents(files, name, tell)
    const { path, node } = files.lookUp(name, parsed.has('p'))
    if (node && (!parsed.has('p') || node.type !== 'directory'))
      throw new NotUnderstood(`mkdir of ${show(name)}, which exists`)
    if (node) continue
    refuseDangling(files, name)
    makeDirectory(files, path, mode, utilities(call))
    tell(name)
  }
  return 0
}

function ignore(): void {
  // Nobody asked.
}

function modeOf(call: Invocation, spec: ByteString | undefined): number | undefined {
  if (spec === undefined) return undefined
  return changedMode(spec, { mode: 0o777, directory: true, umask: call.files.umask, family: utilities(call) })
}

/** Makes a directory of the umask's mode or, by chmod(2), of another one. */
function makeDirectory(files: FileSystem, path: ByteString, mode: number | undefined, family: string): void {
  files.create(path, files.newDirectory())
  if (mode === undefined) return
  const node = files.at(path)
  // coreutils leaves the bit that the parent handed on.
  const kept = family === 'coreutils' ? node.mode & 0o6000 : 0
  files.replace(path, { ...node, mode: mode | kept })
}

/** Makes what is missing above a directory, so that its owner can make more in there whatever the umask is. */
export function makeParents(files: FileSystem, name: ByteString, tell: (name: ByteString) => void): void {
  for (const match of name.replace(/\/+$/, '').matchAll(/\/+/g)) {
    const parent = name.slice(0, match.index)
    if (parent === '') continue
    const { path, node } = files.lookUp(parent, true)
    if (node && node.type !== 'directory') throw new NotUnderstood(`${show(parent)} is no directory`)
    if (node) continue
    refuseDangling(files, parent)
    files.create(path, files.newDirectory())
    const made = files.at(path)
    files.replace(path, { ...made, mode: made.mode | 0o300 })
    tell(parent)
  }
}

/** mkdir(2) follows no link in last place. */
export function refuseDangling(files: FileSystem, name: ByteString): void {
  if (files.lookUp(name.replace(/(?<=.)\/+$/, ''), false).node)
    throw new NotUnderstood(`${show(name)}, a link to nothing`)
}

/** A name in a program's messages. @throws NotUnderstood where it would have to be escaped */
export function quoted(name: ByteString): ByteString {
  if (/^[\w./,:@%+=-]+$/.test(name)) return `'${name}'`
  throw new NotUnderstood(`the name ${show(name)} in a message`)
}
