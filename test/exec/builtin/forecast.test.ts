import { describe, expect, test } from 'vitest'
import { type Forecast, whyProcess } from '../../../src/exec/builtin/forecast.js'

const why = (text: string, more: Partial<Forecast> = {}): string | undefined =>
  whyProcess({ argv: ['/bin/sh', '-c', text], user: '', mounts: 0, ...more })

describe('perhaps as data', () => {
  test.each([
    'mkdir -p /a && chmod 700 /a',
    'if [ -e /x ]; then rm /x; else true; fi',
    'f() { mkdir "$1"; }; f /a; f /b',
    'for i in 1 2; do echo $i > /$i; done',
    'x=$(cat /etc/hostname); echo "$x"',
    '"mkdir" /a; /bin/chmod 1 /a; cd /; export A=b; . /env',
    'x=1',
    'sh -c "true"',
  ])('%s', (text) => {
    expect(why(text)).toBeUndefined()
  })

  test.each<[string, Partial<Forecast>]>([
    ['the exec form', { argv: ['chmod', '700', '/a'] }],
    ['bash with more options', { argv: ['/bin/bash', '-eo', 'pipefail', '-c', 'true'] }],
    ['a script of a shell', { script: { name: 'EOF', content: '#!/usr/bin/env bash\nmkdir /a\n' } }],
    ['root by name', { user: 'root:wheel' }],
    ['root by id', { user: '0' }],
  ])('%s', (_, more) => {
    expect(why('true', more)).toBeUndefined()
  })
})

describe('a process', () => {
  test.each([
    ['mkdir /a && apt-get update', 'it runs apt-get'],
    ['./configure', 'it runs ./configure'],
    ['x=$(uname -m)', 'it runs uname'],
    ['echo "${x:-$(date)}" > /$(id -u)', 'it runs date'],
    ['true > "$(tr a b)"', 'it runs tr'],
    ['case $(arch) in x) ;; esac', 'it runs arch'],
    ['f() { python3 x; }; f', 'it runs python3'],
    ['for i in $(seq 3); do true; done', 'it runs seq'],
    ['while sleep 1; do true; done', 'it runs sleep'],
    ['cat <<E\n$(hostname)\nE', 'it runs hostname'],
    ['echo $(( $(nproc) + 1 ))', 'it runs nproc'],
    ['$CC x', 'it runs a program that an expansion names'],
    ['echo \0', 'a script with a zero byte'],
  ])('%j', (text, expected) => {
    expect(why(text)).toBe(expected)
  })

  test.each<[string, Partial<Forecast>, string]>([
    ['of another user', { user: 'app' }, 'the user is not root'],
    ['of an id', { user: '1000:0' }, 'the user is not root'],
    ['of a user that begins as root does', { user: 'rooty' }, 'the user is not root'],
    ['with mounts', { mounts: 1 }, 'it has mounts'],
    ['in the exec form', { argv: ['/usr/bin/python3', 'x'] }, 'it runs /usr/bin/python3'],
    ['of a shell with a script of the image', { argv: ['sh', '/x.sh'] }, 'it runs sh /x.sh'],
    ['of another language', { script: { name: 'EOF', content: '#!/usr/bin/env python3\n' } }, 'it runs python3'],
    ['of no shell', { argv: ['pwsh', '-c', 'true'] }, 'it runs pwsh'],
  ])('%s', (_, more, expected) => {
    expect(why('true', more)).toBe(expected)
  })
})
