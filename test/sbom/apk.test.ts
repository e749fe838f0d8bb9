import { expect, test } from 'vitest'
import { link } from '../support/trees.js'
import { purls, scanned } from './support.js'

const installed = `C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=
P:musl
V:1.2.4-r2
A:x86_64
S:383152
T:the musl c library (libc) implementation
U:https://musl.libc.org/
L:MIT
o:musl
m:Timo <t@example.com>
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1xxCOQJEHmVdF+LFg4wvEExmIKYM=

P:ssl_client
V:1.36.1-r5
A:x86_64
L:GPL-2.0-only
o:busybox
F:usr/bin
R:P:file-that-looks-like-a-field

`
const alpine = "NAME='Alpine Linux'\nID=alpine\nVERSION_ID=3.18.4\n"

test('the packages of apk', async () => {
  const files = { 'lib/apk/db/installed': installed, 'etc/os-release': alpine }
  expect(await purls(files)).toEqual([
    'pkg:apk/alpine/musl@1.2.4-r2?arch=x86_64&distro=alpine-3.18.4',
    'pkg:apk/alpine/ssl_client@1.36.1-r5?arch=x86_64&distro=alpine-3.18.4&upstream=busybox',
  ])
  expect((await scanned(files)).packages[0]).toMatchObject({
    licenses: ['MIT'],
    homepage: 'https://musl.libc.org/',
    foundIn: ['/lib/apk/db/installed'],
  })
})

test('with a merged /usr each is told once', async () => {
  expect(await purls({ 'usr/lib/apk/db/installed': installed, lib: link('usr/lib') })).toHaveLength(2)
})
