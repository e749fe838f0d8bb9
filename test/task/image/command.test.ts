import { describe, expect, test } from 'vitest'
import type { ContainerConfig } from '../../../src/oci/config.js'
import type { Node } from '../../../src/rootfs/node.js'
import { checkImage } from '../../../src/task/image/checkImage.js'
import { base, foundIn, glibcLoader, helloScript, run } from '../../support/checkedImage.js'
import { elfBytes } from '../../support/elfBytes.js'
import { program, taskImage } from '../../support/taskImage.js'
import { file, link, tree } from '../../support/trees.js'

describe('an image that runs passes', () => {
  const rows: [name: string, files: Record<string, Node>, config: ContainerConfig][] = [
    ['a script', { 'app/run.sh': helloScript }, run('/app/run.sh')],
    ['a program of PATH', {}, run('python3', '-c', 'x')],
    ['a PATH of its own', { 'opt/x': helloScript }, { Cmd: ['x'], Env: ['PATH=/none:/opt'] }],
    ['relative to WORKDIR', { 'app/run.sh': helloScript }, { ...run('./run.sh'), WorkingDir: '/app' }],
    ['through links', { 'app/run.sh': helloScript, run: link('app/../app/run.sh') }, run('/run')],
    ['env', { run: program('#!/usr/bin/env python3\n') }, run('/run')],
    ['env -S', { run: program('#!/usr/bin/env -S python3 -u\n') }, run('/run')],
    ['a static program', { run: program(elfBytes()) }, run('/run')],
    ['a 32-bit program', { run: program(elfBytes({ machine: 3, bits: 32 })) }, run('/run')],
    ['a shell form', { 'app/x.py': file('') }, { Cmd: ['/bin/sh', '-c', 'python3 app/x.py'] }],
    ['a shell form that nobody can tell', {}, { Cmd: ['/bin/sh', '-c', 'cd /x && nope'] }],
    ['a file that the shell takes for a script', { run: program('echo hi\n') }, { Cmd: ['/bin/sh', '-c', '/run'] }],
    ['an init', { 'usr/bin/tini': program(elfBytes()) }, run('tini', '-g', '--', 'python3')],
    ['a script that is an input', {}, run('python3', '/inputs/script')],
    ['a user without a name', {}, { ...run('python3'), User: '4711' }],
    ['a WORKDIR that is missing', {}, { ...run('python3'), WorkingDir: '/not/there' }],
    ['a WORKDIR that is mounted', {}, { ...run('python3'), WorkingDir: '/outputs' }],
    ['a mount on a link', { inputs: link('/data/none') }, run('python3')],
    ['a volume that is mounted anyway', {}, { ...run('python3'), Volumes: { '/inputs': {}, '/data': {} } }],
    ['placeholders', { 'inputs/.gitkeep': file(''), 'outputs/x/.gitkeep': file('') }, run('python3')],
    ['five scripts deep', scripts(5), run('/s1')],
  ]
  test.each(rows)('%s', async (_, files, config) => {
    expect(await foundIn(files, config)).toEqual([])
  })
})

/** Scripts that are each the next one's interpreter, `/s1` the first; the last asks for sh. */
function scripts(count: number): Record<string, Node> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`s${i + 1}`, program(`#!${i + 1 < count ? `/s${i + 2}` : '/bin/sh'}\n`)]),
  )
}

describe('an image that cannot run is told', () => {
  const rows: [expected: string, files: Record<string, Node>, config: ContainerConfig][] = [
    ['image-command: the image has neither ENTRYPOINT nor CMD', {}, {}],
    ['image-command: the image has neither', {}, run('')],
    ['image-command: ENTRYPOINT or CMD is given to a shell', {}, { Cmd: ['/bin/sh', '-c', "['python','x']"] }],
    ['image-program: /nope is not in the image', {}, run('/nope')],
    ['image-program: /a/b is not in the image: there is no /a', {}, run('/a/b')],
    ['image-program: the program "nope" is in none of the folders of PATH', {}, run('nope')],
    [
      'image-program: the program "run.sh" is in none',
      { 'app/run.sh': helloScript },
      { ...run('run.sh'), WorkingDir: '/app' },
    ],
    ['image-program: the program "sh" is in none of the folders of PATH ()', {}, { ...run('sh'), Env: ['PATH='] }],
    ['image-program: /app is a folder', { 'app/x': helloScript }, run('/app')],
    ['image-program: /run is not executable: its mode is 644', { run: program('', 0o644) }, run('/run')],
    ['image-program: /usr/bin/x is not executable', { 'usr/bin/x': program('', 0o644) }, run('x')],
    ['image-program: /l cannot be found: the links at /l go round', { l: link('l') }, run('/l')],
    ['image-program: /run/ cannot be found', { run: helloScript }, run('/run/')],
    ['image-program: /run is empty', { run: program('') }, run('/run')],
    ['image-program: /run is neither', { run: program('echo hi\n') }, run('/run')],
    ['image-program: /run is neither', { run: program('#!\n') }, run('/run')],
    ['image-program: /run begins with a byte order mark', { run: program('\ufeff#!/bin/sh\n') }, run('/run')],
    ['image-program: the first line of /run ends in a carriage return', { run: program('#!/bin/sh\r\n') }, run('/run')],
    ['image-program: the first line of /run ends', { run: program('#!/usr/bin/env python3\r\n') }, run('/run')],
    [
      'image-program: /run asks for the interpreter /bin/bash: /bin/bash is not',
      { run: program('#!/bin/bash\n') },
      run('/run'),
    ],
    [
      'image-program: /run asks for the interpreter /etc/passwd: /etc/passwd is not executable',
      { run: program('#!/etc/passwd\n') },
      run('/run'),
    ],
    ['image-program: /x is neither', { run: program('#!/x\n'), x: program('y') }, run('/run')],
    ['image-program: /s6 is the interpreter of too many scripts', scripts(6), run('/s1')],
    ['image-program: /s1 is the interpreter of too many', { s1: program('#!/s1\n') }, run('/s1')],
    [
      'image-program: /run asks for python9: the program "python9"',
      { run: program('#!/usr/bin/env python9\n') },
      run('/run'),
    ],
    [
      'image-program: /run begins with #!/usr/bin/env and several words',
      { run: program('#!/usr/bin/env python3 -u\n') },
      run('/run'),
    ],
    ['image-program: /run is damaged', { run: program(elfBytes().subarray(0, 70)) }, run('/run')],
    ['image-program: /run is damaged', { run: program(elfBytes({ type: 1 })) }, run('/run')],
    ['image-program: /run is made for arm64, while', { run: program(elfBytes({ machine: 183 })) }, run('/run')],
    [
      'image-program: /run is made for musl',
      { run: program(elfBytes({ loader: '/lib/ld-musl-x86_64.so.1' })) },
      run('/run'),
    ],
    [
      'image-program: /run needs the loader /nix/ld.so: /nix/ld.so is not',
      { run: program(elfBytes({ loader: '/nix/ld.so' })) },
      run('/run'),
    ],
    [
      'image-program: /run needs the loader /x, which is no',
      { run: program(elfBytes({ loader: '/x' })), x: program('x') },
      run('/run'),
    ],
    ['image-program: the program "nope"', {}, { Cmd: ['/bin/sh', '-c', 'exec nope x'] }],
    ['image-program: the program "nope"', {}, { Cmd: ['/bin/sh', '-eu', '-o', 'pipefail', '-c', 'nope'] }],
    [
      'image-program: the program "nope"',
      { 'usr/bin/tini': program(elfBytes()) },
      { ...run('tini', '--'), Cmd: ['nope'] },
    ],
    [
      'image-script: python3 is to execute app.py, but there is no /app',
      {},
      { ...run('python3', 'app.py'), WorkingDir: '/app' },
    ],
    ['image-script: sh is to execute x.sh, but there is no /x.sh', {}, run('sh', 'x.sh')],
    ['image-user: USER me: unable to find user me', {}, { ...run('sh'), User: 'me' }],
    ['image-user: USER 4294967296', {}, { ...run('sh'), User: '4294967296' }],
    ['image-workdir: WORKDIR /etc/passwd cannot be entered', {}, { ...run('sh'), WorkingDir: '/etc/passwd' }],
    ['image-workdir: the working directory "app" is not', {}, { ...run('sh'), WorkingDir: 'app' }],
    [
      'image-folder: the App Engine cannot mount /inputs: the image has a file at /inputs',
      { inputs: helloScript },
      run('sh'),
    ],
    [
      'image-folder: the App Engine cannot mount /outputs: the image has a file at /x',
      { outputs: link('x'), x: helloScript },
      run('sh'),
    ],
    ['image-folder: the App Engine cannot mount /inputs: the image has links', { inputs: link('inputs') }, run('sh')],
    ['image-folder: /inputs and /outputs lead to one folder', { outputs: link('inputs') }, run('sh')],
  ]
  test.each(rows)('%s', async (expected, files, config) => {
    const errors = (await foundIn(files, config)).filter((line) => line.startsWith('error'))
    expect(errors).toEqual([expect.stringContaining(`error ${expected}`)])
  })

  test('a program made for glibc, where the C library is musl', async () => {
    const image = taskImage(
      tree({ 'lib/ld-musl-x86_64.so.1': program(elfBytes()), run: program(elfBytes({ loader: glibcLoader })) }),
      run('/run'),
    )
    const [finding] = await checkImage(image, 'image.tar')
    expect(finding?.message).toContain('/run is made for glibc')
    expect(finding?.hint).toContain('musl, as Alpine has')
  })

  test('where the interpreter is instead', async () => {
    const image = taskImage(tree({ ...base, run: program('#!/usr/local/bin/python3\n') }), run('/run'))
    const [finding] = await checkImage(image, 'image.tar')
    expect(finding?.hint).toBe('The image has /usr/bin/python3: write #!/usr/bin/env python3.')
  })

  test('python, where there is python3', async () => {
    const [finding] = await checkImage(taskImage(tree(base), run('python', 'x.py')), 'image.tar')
    expect(finding?.message).toContain('the program "python" is in none of the folders')
    expect(finding?.hint).toBe('Write python3, which the image has.')
  })

  test('env -S, where env is of BusyBox', async () => {
    const files = {
      'opt/busybox': program(elfBytes()),
      env: link('opt/busybox'),
      run: program('#!/env -S python3 -u\n'),
    }
    expect(await foundIn(files, run('/run'))).toEqual([
      expect.stringContaining('warning image-program: /run begins with env -S'),
    ])
  })
})
