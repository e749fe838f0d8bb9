import type { ByteString } from '../../../core/bytes.js'
import { type FileSystem, show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Applet } from './applet.js'
import { type Arguments, parseArguments, utilities } from './options.js'

/** A modification time; undefined is now. */
type Time = { readonly mtime: number; readonly mtimeNsec: number } | undefined

/** touch [-c] [-a] [-m] [-h] [-d @SECONDS] [-r FILE] FILE...; the times of access are nobody's business here. */
export const touch: Applet = (call) => {
  utilities(call)
  const parsed = parseArguments(call, {
    letters: 'camhd:r:',
    long: { 'no-create': 'c', 'no-dereference': 'h', date: 'd', reference: 'r' },
  })
  if (parsed.operands.length === 0) throw new NotUnderstood('touch of nothing')
  const time = timeOf(call.files, parsed)
  for (const name of parsed.operands) touchOne(call.files, name, time, parsed)
  return 0
}

function touchOne(files: FileSystem, name: ByteString, time: Time, parsed: Arguments): void {
  if (name === '-') throw new NotUnderstood('touch of standard output')
  const { path, node } = files.lookUp(name, !parsed.has('h'))
  const kept = parsed.has('a') && !parsed.has('m')
  if (path === '') throw new NotUnderstood('touch of the root directory')
  if (node) return files.replace(path, kept ? { ...node } : { ...files.touched(node), ...time })
  if (name.endsWith('/') || parsed.has('h')) throw new NotUnderstood(`touch of ${show(name)}, which is missing`)
  if (parsed.has('c')) return
  files.create(path, files.newFile(new Uint8Array()))
  if (!kept) files.replace(path, { ...files.at(path), ...time })
}

function timeOf(files: FileSystem, parsed: Arguments): Time {
  const date = parsed.value('d')
  const reference = parsed.value('r')
  if (date !== undefined && reference !== undefined) throw new NotUnderstood('a date beside a reference')
  if (reference !== undefined) {
    const { mtime, mtimeNsec } = files.existing(reference, !parsed.has('h')).node
    return { mtime, mtimeNsec }
  }
  if (date === undefined) return undefined
  // Other dates depend on the time zone.
  if (!/^@\d{1,10}$/.test(date)) throw new NotUnderstood(`the date ${show(date)}`)
  return { mtime: Number(date.slice(1)), mtimeNsec: 0 }
}
