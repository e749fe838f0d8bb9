import type { ByteString } from '../../../core/bytes.js'
import { pathParts } from '../../../rootfs/tree.js'
import { parentPath, show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { Applet, Invocation } from './applet.js'
import { entryOf, existingEntry, lastName, placement } from './names.js'
import { type Arguments, parseArguments, utilities } from './options.js'

/** ln [-s [-r]] [-f] [-n] [-T] [-t DIRECTORY] TARGET... [LINK-OR-DIRECTORY] */
export const ln: Applet = (call) => {
  const gnu = utilities(call) === 'coreutils'
  const parsed = parseArguments(call, {
    letters: gnu ? 'sfnTrt:' : 'sfnT',
    long: {
      symbolic: 's',
      force: 'f',
      'no-dereference': 'n',
      'no-target-directory': 'T',
      relative: 'r',
      'target-directory': 't',
    },
  })
  const [only, ...others] = parsed.operands
  const here = only !== undefined && others.length === 0 && !parsed.has('Tt')
  const { sources, destination, into } = placement(call.files, {
    operands: here ? [only, '.'] : parsed.operands,
    directory: parsed.value('t'),
    asName: parsed.has('T'),
    follow: !parsed.has('nT'),
  })
  if (parsed.has('r') && !parsed.has('s')) throw new NotUnderstood('relative hard links')
  for (const target of sources)
    makeLink(call, target, into ? `${destination}/${lastName(target)}` : destination, parsed)
  return 0
}

function makeLink(call: Invocation, target: ByteString, name: ByteString, parsed: Arguments): void {
  const { files } = call
  if (name.endsWith('/') || target === '') throw new NotUnderstood(`ln of ${show(target)} to ${show(name)}`)
  const { path, node } = entryOf(files, name)
  if (node && (!parsed.has('f') || node.type === 'directory'))
    throw new NotUnderstood(`ln to ${show(name)}, which exists`)
  // busybox takes the old file away first, which may be a link on the very way to it.
  if (node?.type === 'symlink' && parentPath(path) !== parentPath(plainPath(call, name)))
    throw new NotUnderstood(`ln to ${show(name)}, over a link`)
  if (parsed.has('s')) {
    if (node && isSame(call, target, path)) throw new NotUnderstood('a link to itself')
    return files.create(path, files.newLink(parsed.has('r') ? relativeTarget(call, target, path) : target))
  }
  const source = existingEntry(files, target)
  if (source.node.type === 'directory' || source.node === node || source.path === path)
    throw new NotUnderstood(`a hard link to ${show(target)}`)
  files.link(source.path, path)
}

/** A path as it is written, without links followed. */
function plainPath({ files }: Invocation, word: ByteString): ByteString {
  return pathParts(word.startsWith('/') ? word : `${files.cwd}/${word}`).join('/')
}

function isSame({ files }: Invocation, target: ByteString, path: ByteString): boolean {
  const { node } = files.lookUp(target, true)
  return node !== undefined && (node === files.at(path) || files.lookUp(target, false).path === path)
}

/** The way from a link's directory to its target, links on it resolved. */
function relativeTarget({ files }: Invocation, target: ByteString, link: ByteString): ByteString {
  const to = files.lookUp(target, true).path.split('/').filter(Boolean)
  const from = parentPath(link).split('/').filter(Boolean)
  const shared = from.findIndex((part, i) => part !== to[i])
  const common = shared < 0 ? from.length : shared
  return [...from.slice(common).map(() => '..'), ...to.slice(common)].join('/') || '.'
}
