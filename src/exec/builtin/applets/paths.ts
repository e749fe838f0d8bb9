import type { ByteString } from '../../../core/bytes.js'
import { baseName, parentPath, show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Applet } from './applet.js'
import { parseArguments, utilities } from './options.js'

/** basename NAME [SUFFIX] */
export const basename: Applet = (call) => {
  utilities(call)
  const { operands } = parseArguments(call, { letters: '' })
  const [name, suffix = '', ...more] = operands
  if (!name || more.length > 0) throw new NotUnderstood('basename of nothing, or of several names')
  refuseTwoSlashes(name)
  const base = name === '/' ? '/' : baseName(name.replace(/\/+$/, ''))
  call.print(`${base !== suffix && base.endsWith(suffix) ? base.slice(0, base.length - suffix.length) : base}\n`)
  return 0
}

/** dirname NAME */
export const dirname: Applet = (call) => {
  utilities(call)
  const [name, ...more] = parseArguments(call, { letters: '' }).operands
  if (!name || more.length > 0) throw new NotUnderstood('dirname of nothing, or of several names')
  refuseTwoSlashes(name)
  call.print(`${directoryName(name)}\n`)
  return 0
}

/** POSIX lets two slashes be a root of their own. */
function refuseTwoSlashes(name: ByteString): void {
  if (name.startsWith('//')) throw new NotUnderstood(`the name ${show(name)}`)
}

function directoryName(name: ByteString): ByteString {
  const parent = parentPath(name.replace(/(?<=[^/])\/+$/, '')).replace(/(?<=[^/])\/+$/, '')
  return parent !== '' ? parent : name.startsWith('/') ? '/' : '.'
}

/** readlink [-f] [-n] FILE */
export const readlink: Applet = (call) => {
  utilities(call)
  const parsed = parseArguments(call, { letters: 'fn', long: { canonicalize: 'f', 'no-newline': 'n' } })
  const [name, ...more] = parsed.operands
  if (name === undefined || more.length > 0) throw new NotUnderstood('readlink of nothing, or of several files')
  const found = call.files.lookUp(name, parsed.has('f'))
  const target = parsed.has('f') ? `/${found.path}` : found.node?.type === 'symlink' ? found.node.target : undefined
  if (!found.node || target === undefined) throw new NotUnderstood(`readlink of ${show(name)}`)
  call.print(target + (parsed.has('n') ? '' : '\n'))
  return 0
}

/** realpath FILE */
export const realpath: Applet = (call) => {
  utilities(call)
  const [name, ...more] = parseArguments(call, { letters: '' }).operands
  if (name === undefined || more.length > 0) throw new NotUnderstood('realpath of nothing, or of several files')
  const { path, node } = call.files.lookUp(name, true)
  if (!node) throw new NotUnderstood(`realpath of ${show(name)}, which is missing`)
  call.print(`/${path}\n`)
  return 0
}
