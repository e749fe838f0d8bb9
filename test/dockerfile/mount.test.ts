import { expect, test } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { mountFrom, parseMount } from '../../src/dockerfile/mount.js'

const parse = (text: string) => parseMount(text, (word) => word.replace('$X', 'x'))

test.each([
  ['target=/a', { type: 'bind', target: '/a', readOnly: true, required: false }],
  [
    'type=bind,from=b,src=c,dst=/a,rw',
    { type: 'bind', from: 'b', source: 'c', target: '/a', readOnly: false, required: false },
  ],
  [
    'type=cache,destination=/$X,id=$X,sharing=locked,uid=1,gid=2,mode=0700',
    {
      type: 'cache',
      target: '/x',
      id: 'x',
      sharing: 'locked',
      uid: 1,
      gid: 2,
      mode: 0o700,
      readOnly: false,
      required: false,
    },
  ],
  ['TYPE=tmpfs,target=/a,size=64m', { type: 'tmpfs', target: '/a', size: 64 << 20, readOnly: false, required: false }],
  ['type=secret,id=s,required,env=S', { type: 'secret', id: 's', env: 'S', readOnly: true, required: true }],
  ['type=ssh,required=false', { type: 'ssh', readOnly: true, required: false }],
  ['type=bind,"source=a,b",target=/c', { type: 'bind', source: 'a,b', target: '/c', readOnly: true, required: false }],
  ['type=bind,target=/a,ro,readwrite=false', { type: 'bind', target: '/a', readOnly: true, required: false }],
])('%s', (text, mount) => {
  expect(parse(text)).toEqual(mount)
})

test.each([
  ['type=foo', /not one of bind/],
  ['type=bind,tagret=/a', /unexpected key "tagret"/],
  ['target', /needs a value/],
  ['target=/a,ro=maybe', /neither true nor false/],
  ['target=/a,mode=700', /not allowed/],
  ['type=cache,target=/a,mode=9', /not valid/],
  ['type=cache,target=/a,required', /not allowed/],
  ['type=bind,sharing=shared', /not allowed/],
  ['type=tmpfs,size=big', /not a size/],
  ['type=secret', /needs an id/],
  ['type=secret,id=a,from=b', /no from/],
  ['a"b', /quote/],
])('%s is refused', (text, message) => {
  expect(() => parse(text)).toThrow(OciPackError)
  expect(() => parse(text)).toThrow(message)
})

test('from is told without expanding, and may hold no variable', () => {
  expect(mountFrom('type=bind,from=a,target=/b')).toBe('a')
  expect(mountFrom('type=cache,target=/b')).toBeUndefined()
  expect(() => mountFrom('from=$X')).toThrow(/not expanded/)
})
