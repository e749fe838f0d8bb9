import { describe, expect, test } from 'vitest'
import { mountFrom, parseMount } from '../../src/dockerfile/mount.js'
import { thrown } from '../support/thrown.js'

const parse = (text: string) => parseMount(text, (word) => word.replace('$X', 'x'))

const bind = { type: 'bind', source: '', target: '', readOnly: true }
const cache = { type: 'cache', id: '/c', sharing: 'shared', source: '', target: '/c', readOnly: false }
const tmpfs = { type: 'tmpfs', target: '/t', readOnly: false }
const secret = { type: 'secret', id: 's', required: false, uid: 0, gid: 0, mode: 0o400 }
const ssh = { type: 'ssh', id: 'default', required: false, uid: 0, gid: 0, mode: 0o600 }

// Each as Docker was seen to take it.
describe.each<[string, [string, object][]]>([
  [
    'a bind',
    [
      ['target=/a', { ...bind, target: '/a' }],
      ['source=a', { ...bind, source: 'a' }],
      ['type=bind,from=b,src=c,dst=/a,rw', { type: 'bind', from: 'b', source: 'c', target: '/a', readOnly: false }],
      ['type=BIND,destination=$X,from=', { ...bind, target: 'x' }],
      ['"source=a,b",target=/c', { ...bind, source: 'a,b', target: '/c' }],
      ['"source=a""b",target=/c', { ...bind, source: 'a"b', target: '/c' }],
      ['target=/a,ro,readwrite=false', { ...bind, target: '/a' }],
      ['target=/a,ro,rw', { ...bind, target: '/a', readOnly: false }],
      ['target=/a,rw,ro=T', { ...bind, target: '/a' }],
      ['id=what,env=ever,target=/a', { ...bind, target: '/a' }],
      ['target=/a,target=/b', { ...bind, target: '/b' }],
    ],
  ],
  [
    'a cache',
    [
      ['type=cache,target=/c', cache],
      ['type=cache,target=//c/./x/../', { ...cache, target: '//c/./x/../' }],
      ['type=cache,target=c', { ...cache, id: 'c', target: 'c' }],
      ['type=cache', { ...cache, id: '.', target: '' }],
      ['type=cache,target=/c,id=', cache],
      ['type=cache,target=/c,ro', { ...cache, readOnly: true }],
      ['type=cache,target=/c,from=s,source=d', { ...cache, from: 's', source: 'd' }],
      [
        'type=cache,dst=/$X,id=$X,sharing=LOCKED,uid=1,gid=2,mode=0700',
        { ...cache, target: '/x', id: 'x', sharing: 'locked', owner: { uid: 1, gid: 2, mode: 0o700 } },
      ],
      ['type=cache,target=/c,uid=4294967295', { ...cache, owner: { uid: 4294967295, gid: 0, mode: 0o755 } }],
      ['type=cache,target=/c,mode=17777', { ...cache, owner: { uid: 0, gid: 0, mode: 0o777 } }],
    ],
  ],
  [
    'a tmpfs',
    [
      ['type=tmpfs,target=/t', tmpfs],
      ['type=tmpfs,target=/t,size=64m', { ...tmpfs, size: 64 << 20 }],
      ['type=tmpfs,target=/t,size=0', tmpfs],
      ['type=tmpfs,target=/t,ro,from=s', { ...tmpfs, readOnly: true }],
    ],
  ],
  [
    'a secret',
    [
      ['type=secret,id=s', { ...secret, target: '/run/secrets/s' }],
      ['type=secret,source=s', { ...secret, target: '/run/secrets/s' }],
      ['type=secret,id=path/to/s', { ...secret, id: 'path/to/s', target: '/run/secrets/s' }],
      ['type=secret,target=/x/s', { ...secret, target: '/x/s' }],
      ['type=secret,id=s,target=rel', { ...secret, target: 'rel' }],
      ['type=secret,id=s,env=S', { ...secret, env: 'S' }],
      ['type=secret,id=s,env=S,target=/x', { ...secret, env: 'S', target: '/x' }],
      ['type=secret,target=/x/s,env=$X', { ...secret, env: 'x', target: '/x/s' }],
      ['type=secret,id=s,required', { ...secret, target: '/run/secrets/s', required: true }],
      ['type=secret,id=s,required=false', { ...secret, target: '/run/secrets/s' }],
      ['type=secret,id=s,mode=7444,uid=5', { ...secret, target: '/run/secrets/s', mode: 0o444, uid: 5 }],
      ['type=secret,id=s,gid=5', { ...secret, target: '/run/secrets/s', gid: 5 }],
    ],
  ],
  [
    'ssh',
    [
      ['type=ssh', ssh],
      ['type=ssh,id=', ssh],
      ['type=ssh,id=k,target=/s,required=1', { ...ssh, id: 'k', target: '/s', required: true }],
      ['type=ssh,mode=0666,gid=6', { ...ssh, mode: 0o666, gid: 6 }],
    ],
  ],
])('%s', (_type, cases) => {
  test.each(cases)('%s', (text, mount) => {
    expect(parse(text)).toEqual(mount)
  })
})

test.each([
  ['', /no key ""/],
  ['type=foo', /there is no type "foo"/],
  ['type=', /there is no type ""/],
  ['type=bind,tagret=/a', /no key "tagret"/],
  ['constructor=a', /no key "constructor"/],
  ['target', /target needs a value/],
  ['target=/a,ro=maybe', /neither true nor false/],
  ['target=/a,mode=700', /mode is not allowed for a mount of type bind/],
  ['type=tmpfs,target=/a,uid=1', /uid is not allowed for a mount of type tmpfs/],
  ['type=cache,target=/a,mode=788', /not valid/],
  ['type=cache,target=/a,mode=0o700', /not valid/],
  ['type=cache,target=/a,mode=u+x', /not valid/],
  ['type=cache,target=/a,uid=app', /not valid/],
  ['type=cache,target=/a,uid=-1', /not valid/],
  ['type=cache,target=/a,uid=4294967296', /not valid/],
  ['type=cache,target=/a,required', /required is not allowed for a mount of type cache/],
  ['required=true,type=secret,id=a', /required is not allowed for a mount of type bind/],
  ['type=cache,target=/a,size=5m', /size is not allowed for a mount of type cache/],
  ['size=5m,type=tmpfs,target=/a', /size is not allowed for a mount of type bind/],
  ['type=cache,target=/a,sharing=none', /there is no sharing "none"/],
  ['type=cache,target=/a,sharing=', /there is no sharing ""/],
  ['type=bind,sharing=shared', /sharing is not allowed/],
  ['type=tmpfs,size=big', /not a size/],
  ['type=tmpfs,target=/a,source=x', /has no source/],
  ['type=secret', /needs an id/],
  ['type=secret,env=A', /needs an id/],
  ['type=secret,id=a,env', /env needs a value/],
  ['type=secret,id=a,env=', /environment variable is empty/],
  ['type=secret,id=a,from=b', /no from/],
  ['type=secret,id=a,source=b', /are the same/],
  ['type=ssh,source=x', /does not support source/],
  ['a"b', /quote/],
])('%s is refused', (text, message) => {
  expect(thrown(() => parse(text))).toMatchObject({
    code: 'dockerfile',
    message: expect.stringMatching(message) as string,
  })
})

test.each([
  ['type=cach', 'Did you mean cache?'],
  ['type=bind,tagret=/a', 'Did you mean target?'],
  ['required=true,type=secret,id=a', 'Write type=secret or type=ssh before required.'],
  ['type=cache,required', 'Leave it out; it is for type=secret or type=ssh.'],
  ['required=true', 'Write type=secret or type=ssh before required.'],
  ['type=sparkle', 'Known are bind, cache, tmpfs, secret, ssh.'],
  ['target', 'Write target=VALUE.'],
  ['target=/a,ro=maybe', 'Write readonly=true or readonly=false.'],
  ['type=cache,target=/a,mode=788', 'Write it like mode=0755.'],
  ['type=tmpfs,size=big', 'Write it like size=100m or size=1g.'],
  ['type=secret', 'Write type=secret,id=ID; it is passed by --secret id=ID,src=FILE.'],
])('%s: %s', (text, hint) => {
  expect(thrown(() => parse(text))).toMatchObject({ hint })
})

test('from is told without expanding, and may hold no variable', () => {
  expect(mountFrom('type=bind,from=a,target=/b')).toBe('a')
  expect(mountFrom('type=cache,target=/b')).toBeUndefined()
  expect(() => mountFrom('from=$X')).toThrow(/not expanded/)
})
