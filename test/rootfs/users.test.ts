import { describe, expect, it } from 'vitest'
import { OciPackError } from '../../src/core/errors.js'
import { parseGroup, parsePasswd, resolveOwner, resolveUser } from '../../src/rootfs/users.js'

const passwd = 'root:x:0:0:root:/root:/bin/sh\n# a comment\nbroken line\nbob:x:500:600:Bob,,,:/home/bob:/bin/sh\n'
const group = 'root:x:0:\nwheel:x:10:root\nbobs:x:600:\ngrp:x:700:alice,bob\n'

describe('the user files', () => {
  it('pass over what is no entry', () => {
    expect(parsePasswd(passwd).map(({ name }) => name)).toEqual(['root', 'bob'])
    expect(parseGroup('a:x:1:b,c\nnonsense\n:x:2:\nd:x:-1:\n')).toEqual([{ name: 'a', gid: 1, members: ['b', 'c'] }])
  })
})

describe('resolveUser', () => {
  // Seen with Docker 28.5.2: `id`, /proc/self/status and HOME in a RUN after USER.
  it.each([
    ['', { uid: 0, gid: 0, groups: [0, 10], home: '/root' }],
    ['0', { uid: 0, gid: 0, groups: [0, 10], home: '/root' }],
    ['0:0', { uid: 0, gid: 0, groups: [0], home: '/root' }],
    [':grp', { uid: 0, gid: 700, groups: [700], home: '/root' }],
    ['bob', { uid: 500, gid: 600, groups: [600, 700], home: '/home/bob' }],
    ['500', { uid: 500, gid: 600, groups: [600, 700], home: '/home/bob' }],
    ['bob:', { uid: 500, gid: 600, groups: [600, 700], home: '/home/bob' }],
    ['500:grp', { uid: 500, gid: 700, groups: [700], home: '/home/bob' }],
    ['bob:9', { uid: 500, gid: 9, groups: [9], home: '/home/bob' }],
    ['501', { uid: 501, gid: 0, groups: [0], home: '/' }],
    ['501:502', { uid: 501, gid: 502, groups: [502], home: '/' }],
    ['501:grp', { uid: 501, gid: 700, groups: [700], home: '/' }],
  ])('takes %j', (spec, expected) => {
    expect(resolveUser(spec, passwd, group)).toEqual(expected)
  })

  it.each([
    ['another name of an id has its own group, and the home of the first', 'dup', [1000, 7, [7], '/home/app']],
    ['an id has the first name of it', '1000', [1000, 1001, [1001, 50], '/home/app']],
    ['an empty home is one', 'homeless', [1003, 1003, [1003], '']],
    ['digits are an id, whatever is named so', '9', [9, 0, [0], '/']],
    ['digits are a group id, whatever is named so', 'app:60', [1000, 60, [60], '/home/app']],
    ['the largest id', '2147483647', [2147483647, 0, [0], '/']],
  ])('%s', (_, spec, [uid, gid, groups, home]) => {
    const users = 'app:x:1000:1001::/home/app:\nhomeless:x:1003:1003:::\ndup:x:1000:7::/dup:\n9:x:1009:1010::/nine:\n'
    expect(resolveUser(spec, users, 'app:x:1001:app\nstaff:x:50:app\n60:x:61:\n')).toEqual({ uid, gid, groups, home })
  })

  it.each([
    ['nobody', /unable to find user nobody/],
    ['bob:nogroup', /unable to find group nogroup/],
    ['-1', /unable to find user -1/],
    ['2147483648', /the user id 2147483648 is too large/],
    ['bob:99999999999', /the group id 99999999999 is too large/],
  ])('refuses %j', (spec, message) => {
    expect(() => resolveUser(spec, passwd, group)).toThrow(OciPackError)
    expect(() => resolveUser(spec, passwd, group)).toThrow(message)
  })

  it('needs no files for numbers', () => {
    expect(resolveUser('0', '', '')).toEqual({ uid: 0, gid: 0, groups: [0], home: '/' })
  })
})

describe('resolveOwner', () => {
  // Seen with Docker 28.5.2: `COPY --chown=...` and `ls -ln`.
  it.each([
    ['bob', 500, 600],
    ['500', 500, 500],
    ['bob:grp', 500, 700],
    [':grp', 0, 700],
    ['bob:9', 500, 9],
    ['nobodyx', 0, 0],
    ['77:nogrp', 77, 77],
    [':x', 0, 0],
    ['bob:root', 500, 0],
  ])('takes %j', (spec, uid, gid) => {
    expect(resolveOwner(spec, passwd, group)).toEqual({ uid, gid })
  })

  it('knows root and ids where there is no file to look a name up in, and nobody else', () => {
    expect(resolveOwner('root:root', undefined, undefined)).toEqual({ uid: 0, gid: 0 })
    expect(resolveOwner('5', undefined, undefined)).toEqual({ uid: 5, gid: 5 })
    expect(() => resolveOwner('bob', undefined, undefined)).toThrow('unable to find user bob')
  })
})
