import { existsSync, realpathSync, statSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Node } from '../../../src/rootfs/node.js'
import { checkImage } from '../../../src/task/image/checkImage.js'
import { base, foundIn, glibcLoader, run } from '../../support/checkedImage.js'
import { elfBytes } from '../../support/elfBytes.js'
import { needs } from '../../support/needs.js'
import { program, taskImage } from '../../support/taskImage.js'
import { file, link, tree } from '../../support/trees.js'

describe('libraries', () => {
  test('those that are nowhere, also of libraries, are told', async () => {
    const files = {
      run: program(
        elfBytes({
          loader: glibcLoader,
          needed: ['libc.so.6', 'liba.so', 'libnone.so.1', 'libarm.so', 'libbroken.so'],
        }),
      ),
      'opt/lib/liba.so': program(elfBytes({ type: 3, needed: ['libdeep.so', 'liba.so'] }), 0o644),
      'opt/lib/libarm.so': program(elfBytes({ machine: 183, type: 3 }), 0o644),
      'opt/lib/libbroken.so': link('gone.so'),
    }
    expect(await foundIn(files, run('/run'))).toEqual([
      'warning image-library: /run needs libraries that are nowhere in the image: libnone.so.1, libarm.so, libbroken.so, libdeep.so',
    ])
  })

  test('what musl has in its loader is none', async () => {
    const files = {
      'lib/ld-musl-x86_64.so.1': program(elfBytes()),
      run: program(
        elfBytes({ loader: '/lib/ld-musl-x86_64.so.1', needed: ['libc.so', 'libc.musl-x86_64.so.1', 'libm.so'] }),
      ),
    }
    expect(await foundIn(files, run('/run'))).toEqual([])
  })
})

describe('platform and size', () => {
  const arm = { run: program(elfBytes({ machine: 183 })) }
  test('another platform is an error, unless it was asked for', async () => {
    const message = 'image-platform: the image is for linux/arm64'
    expect(await foundIn(arm, run('/run'), { architecture: 'arm64' })).toEqual([
      expect.stringContaining(`error ${message}`),
    ])
    expect(
      await foundIn(arm, run('/run'), { architecture: 'arm64', asked: { os: 'linux', architecture: 'arm64' } }),
    ).toEqual([expect.stringContaining(`warning ${message}`)])
  })

  test('layers that no upload takes', async () => {
    const digest = `sha256:${'0'.repeat(64)}` as const
    const { image } = taskImage(tree(base), run('sh'))
    const layer = {
      descriptor: { mediaType: 'x', digest, size: 8 * 2 ** 30 },
      diffId: digest,
      locate: () => Promise.reject(new Error('x')),
    }
    expect(await foundIn({}, run('sh'), { image: { ...image, layers: [layer, layer] } })).toEqual([
      expect.stringContaining('warning image-size: the layers have 16.0 GiB'),
    ])
  })
})

test('whatever a program consists of, it is judged without a fault', async () => {
  const starts = ['#!', '#!/run', '#!/run\n', '#!/usr/bin/env -S ', '\x7fELF\x02\x01', '\x7fELF', '', '\ufeff#!'].map(
    (text) => Buffer.from(text, 'latin1'),
  )
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 400 }), async (start, rest) => {
      const image = taskImage(tree({ ...base, run: program(Buffer.concat([start, rest])) }), run('/run'))
      expect(Array.isArray(await checkImage(image, 'image.tar'))).toBe(true)
    }),
  )
})

const glibc = '/lib/x86_64-linux-gnu/libc.so.6'

describe.runIf(needs('a 64-bit glibc', existsSync(glibcLoader) && existsSync(glibc)))("this machine's own sh", () => {
  const host = (path: string): Node => {
    const real = realpathSync(path)
    const { size } = statSync(real)
    return { ...file(''), type: 'file', mode: 0o755, size, content: { from: 'host', path: real } }
  }
  const files = { 'bin/sh': host('/bin/sh'), [glibcLoader.slice(1)]: host(glibcLoader), [glibc.slice(1)]: host(glibc) }

  test('passes with its loader and libraries, and is told of without', async () => {
    const check = async (root: Record<string, Node>): Promise<string[]> =>
      (await checkImage(taskImage(tree(root), run('sh')), 'image.tar')).map(
        ({ rule, message }) => `${rule}: ${message}`,
      )
    expect(await check(files)).toEqual([])
    expect(await check({ 'bin/sh': files['bin/sh'] })).toEqual([
      expect.stringContaining('image-program: /bin/sh is made for glibc'),
    ])
    expect(await check({ 'bin/sh': files['bin/sh'], [glibcLoader.slice(1)]: host(glibcLoader) })).toEqual([
      'image-library: /bin/sh needs a library that is nowhere in the image: libc.so.6',
    ])
  })
})
