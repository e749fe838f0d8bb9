import { expect } from 'vitest'
import type { ContainerConfig } from '../../src/oci/config.js'
import type { Node } from '../../src/rootfs/node.js'
import { checkImage, type TaskImage } from '../../src/task/image/checkImage.js'
import { elfBytes } from './elfBytes.js'
import { program, taskImage } from './taskImage.js'
import { file, link, tree } from './trees.js'

export const glibcLoader = '/lib64/ld-linux-x86-64.so.2'
const library = program(elfBytes({ type: 3 }), 0o644)
/** What most images have. */
export const base: Record<string, Node> = {
  bin: link('usr/bin'),
  lib64: link('usr/lib64'),
  'usr/lib64/ld-linux-x86-64.so.2': program(elfBytes({ type: 3 })),
  'usr/lib/x86_64-linux-gnu/libc.so.6': library,
  'usr/bin/sh': program(elfBytes({ loader: glibcLoader, needed: ['libc.so.6'] })),
  'usr/bin/env': program(elfBytes({ loader: glibcLoader, needed: ['libc.so.6', 'linux-vdso.so.1'] })),
  'usr/bin/python3': program(elfBytes()),
  'etc/passwd': file('root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n'),
  'etc/group': file('root:x:0:\napp:x:1000:\n'),
}
export const helloScript = program('#!/bin/sh\necho hi\n')

export async function foundIn(
  files: Readonly<Record<string, Node>>,
  config: ContainerConfig,
  more: Partial<TaskImage> & { architecture?: string } = {},
): Promise<string[]> {
  const image = taskImage(tree({ ...base, ...files }), config, more.architecture)
  const findings = await checkImage({ ...image, ...more }, 'image.tar')
  for (const { place, message, hint } of findings) {
    expect(place).toEqual({ file: 'image.tar' })
    expect(message).not.toMatch(/\.$|undefined/)
    expect(hint).toMatch(/\.$/)
  }
  return findings.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`)
}

export const run = (...Entrypoint: string[]): ContainerConfig => ({ Entrypoint })
