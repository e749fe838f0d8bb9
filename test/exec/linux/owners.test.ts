import { expect, it } from 'vitest'
import type { Ids } from '../../../src/exec/linux/ids.js'
import { carriedOwner, isOwnerAttribute, withOwner } from '../../../src/exec/linux/owners.js'
import { tarHeader } from '../../../src/oci/tar/entry.js'

const idsOf = (kind: Ids['kind']): Ids => ({ kind, name: kind, uidMap: [], gidMap: [] })

it('a file carries the owner that it cannot have', () => {
  const header = tarHeader('x', { uid: 33, gid: 4294967294, xattrs: new Map([['user.own', Buffer.from('1')]]) })
  const carried = withOwner(header, idsOf('single'))
  expect([...carried.xattrs.keys()].filter((name) => !isOwnerAttribute(name))).toEqual(['user.own'])
  expect(carriedOwner(carried)).toEqual({ uid: 33, gid: 4294967294 })
})

it.each([
  ['one that can have him', tarHeader('x', { uid: 33 }), 'range'],
  ["root's", tarHeader('x'), 'single'],
  ['a link, which takes no attribute', tarHeader('x', { type: 'symlink', uid: 33 }), 'single'],
] as const)('but not %s', (_, header, kind) => {
  expect(withOwner(header, idsOf(kind))).toBe(header)
})

it.each(['', '1', '1:', 'a:b', '-1:0', '1:2:3'])('an attribute that says nothing is none: %j', (value) => {
  const { xattrs } = withOwner(tarHeader('x', { uid: 1 }), idsOf('single'))
  const spoilt = new Map([...xattrs.keys()].map((name) => [name, Buffer.from(value)]))
  expect(carriedOwner(tarHeader('x', { xattrs: spoilt }))).toBeUndefined()
})
