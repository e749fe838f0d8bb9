import type { ByteString } from '../../../core/bytes.js'
import { pathParts } from '../../../rootfs/tree.js'
import { show } from '../fileSystem.js'
import { NotUnderstood } from '../notUnderstood.js'
import type { ShellState } from './state.js'

/** `cd [DIRECTORY]` (POSIX.1-2017, XCU, cd): `..` goes back the way that led here, whatever links lie on it. */
export function changeDirectory({ system: { files }, variables }: ShellState, args: readonly ByteString[]): number {
  const [word = variables.get('HOME') ?? ''] = args
  if (args.length > 1 || word === '' || word.startsWith('-') || word.startsWith('//'))
    throw new NotUnderstood(`cd ${args.map(show).join(' ')}`)
  const from = variables.get('PWD') ?? ''
  const parts: ByteString[] = []
  for (const part of pathParts(word.startsWith('/') ? word : `${from}/${word}`)) {
    if (part === '..') {
      if (files.lookUp(`/${parts.join('/')}`, true).node?.type !== 'directory')
        throw new NotUnderstood(`cd to ${show(word)}, through what is no directory`)
      parts.pop()
    } else parts.push(part)
  }
  const to = `/${parts.join('/')}`
  files.changeDirectory(to)
  variables.setOwn('OLDPWD', from)
  variables.setOwn('PWD', to)
  return 0
}
