import type { ByteString } from '../../core/bytes.js'
import type { RegularFile } from '../../rootfs/node.js'
import type { Family } from './applets/applet.js'
import { baseName, show } from './fileSystem.js'
import type { Identity } from './identity.js'
import { NotUnderstood } from './notUnderstood.js'
import type { System } from './system.js'

/** Where distributions put their own programs: one elsewhere may be anything under a known name. */
const systemFolders: ReadonlySet<string> = new Set(['bin', 'sbin', 'usr/bin', 'usr/sbin'])

/** A program file that was found. */
export interface Program {
  /** As it was called: a folder of PATH and the name, or the path that was given. */
  readonly path: ByteString
  /** Where it is, links followed. */
  readonly real: ByteString
  readonly file: RegularFile
}

/** The file that a word stands for: in the first folder of PATH that has it, or at the path that it is. @throws NotUnderstood */
export function findProgram(system: System, word: ByteString, path: ByteString | undefined): Program | undefined {
  if (word.includes('/')) return programAt(system, word)
  if (path === undefined) throw new NotUnderstood('there is no PATH to look programs up in')
  for (const folder of path.split(':')) {
    if (!folder.startsWith('/')) throw new NotUnderstood(`the folder ${show(folder)} in PATH`)
    const found = programAt(system, `${folder}/${word}`)
    if (found) return found
  }
  return undefined
}

function programAt({ files, mounted }: System, path: ByteString): Program | undefined {
  const script = mounted.get(path)
  if (script) return { path, real: path, file: script }
  const { path: real, node } = files.lookUp(path, true)
  if (!node) return undefined
  // Some look for the next one then, others stop.
  if (node.type !== 'file' || (node.mode & 0o111) === 0) throw new NotUnderstood(`${show(path)} is no program`)
  return { path, real, file: node }
}

/** The file that a path leads to, to be read as a script. @throws NotUnderstood */
export function scriptAt({ files, mounted }: System, path: ByteString): RegularFile {
  const node = mounted.get(path) ?? files.existing(path, true).node
  if (node.type !== 'file') throw new NotUnderstood(`${show(path)} is no regular file`)
  return node
}

/** Whose implementation of what a name says a program is. @throws NotUnderstood */
export function familyOf(
  { path, real }: Program,
  { family, names }: Extract<Identity, { type: 'program' }>,
  name: ByteString,
): Family {
  if (!systemFolders.has(real.slice(0, Math.max(real.lastIndexOf('/'), 0))))
    throw new NotUnderstood(`${show(path)} is not one of the system's programs`)
  if (names ? names.has(name) : [name, family].includes(baseName(real))) return family
  throw new NotUnderstood(`${show(path)} is not the ${show(name)} of ${family}`)
}
