import { describe, expect, test } from 'vitest'
import type { ContainerConfig } from '../../../src/oci/config.js'
import type { Node } from '../../../src/rootfs/node.js'
import { foundIn, helloScript, run } from '../../support/checkedImage.js'
import { elfBytes } from '../../support/elfBytes.js'
import { program } from '../../support/taskImage.js'
import { directory } from '../../support/trees.js'

describe('users', () => {
  const closed = program('#!/bin/sh\n', 0o700)
  test.each<[expected: string[], files: Record<string, Node>, config: ContainerConfig]>([
    [
      ['error image-program: the user of the image may not read /run'],
      { run: program('#!/bin/sh\n', 0o711) },
      { ...run('/run'), User: 'app' },
    ],
    [
      ['error image-program: the user of the image cannot get to /app/run: the folder /app is closed'],
      { app: directory({ mode: 0o700 }), 'app/run': helloScript },
      { ...run('/app/run'), User: '1000' },
    ],
    [
      ['error image-program: the user of the image cannot get to /app/run'],
      { app: directory({ mode: 0o700 }), 'app/run': helloScript },
      { Cmd: ['/bin/sh', '-c', '/app/run'], User: '1000' },
    ],
    [
      ['error image-program: /run is not executable for the user of the image: its mode is 700'],
      { run: closed },
      { Cmd: ['/bin/sh', '-c', '/run'], User: '1000' },
    ],
    // The runtime starts a program with root's rights over files; sites that take these away are told of as other users.
    [
      ['warning image-other-user: only some users may use what the Task needs: /run;'],
      { run: program(elfBytes(), 0o700) },
      { ...run('/run'), User: '1000' },
    ],
    [['warning image-other-user: only some users may use what the Task needs: /run;'], { run: closed }, run('/run')],
    [
      ['warning image-other-user: only some users may use what the Task needs: /run;'],
      { run: program('#!/bin/sh\n', 0o700, 1000) },
      { ...run('/run'), User: 'app' },
    ],
    [
      [
        'warning image-workdir: the user of the image may not enter WORKDIR /app',
        'warning image-other-user: only some users may use what the Task needs: /app;',
      ],
      { app: directory({ mode: 0o700 }) },
      { ...run('sh'), User: 'app', WorkingDir: '/app' },
    ],
    [
      ['warning image-other-user: only some users may use what the Task needs: /app/b, /app/c/d, /app/e and 1 more;'],
      {
        'app/a': helloScript,
        'app/b': closed,
        'app/c/d': closed,
        'app/e': closed,
        'app/f': directory({ mode: 0o750 }),
        'app/f/g': closed,
      },
      { ...run('sh'), WorkingDir: '/app' },
    ],
    [['warning image-user: USER app:none: unable to find group none'], {}, { ...run('sh'), User: 'app:none' }],
    [[], { 'etc/shadow': closed }, { ...run('sh'), WorkingDir: '/etc' }],
  ])('%j', async (expected, files, config) => {
    const lines = await foundIn(files, config)
    const relevant = expected[0]?.startsWith('error') ? lines.filter((line) => line.startsWith('error')) : lines
    expect(relevant).toEqual(expected.map((line): unknown => expect.stringContaining(line)))
  })
})
