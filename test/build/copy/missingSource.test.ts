import { expect, test } from 'vitest'
import { bytesOfText } from '../../../src/core/bytes.js'
import { missingSource } from '../../../src/build/copy/missingSource.js'
import { emptyDirectory, noXattrs } from '../../../src/rootfs/node.js'
import { putNode } from '../../../src/rootfs/tree.js'

const attributes = { mode: 0o777, uid: 0, gid: 0, mtime: 0, mtimeNsec: 0, xattrs: noXattrs }

test.each([
  ['readm.txt', 'Did you mean readme.txt?'],
  ['other', 'Look there.'],
  ['l', 'It is a link to gone, which the build context does not have: put that into it, or copy another file.'],
])('%s: %s', (path, hint) => {
  const root = emptyDirectory()
  const content = { from: 'bytes', bytes: new Uint8Array() } as const
  putNode(root, bytesOfText('readme.txt'), { type: 'file', ...attributes, size: 0, content })
  putNode(root, bytesOfText('l'), { type: 'symlink', ...attributes, target: bytesOfText('gone') })
  const source = { name: 'the build context', hint: 'Look there.', tree: () => Promise.resolve(root) }
  expect(missingSource(source, root, path)).toMatchObject({
    code: 'source',
    message: `${path} is not in the build context`,
    hint,
  })
})
