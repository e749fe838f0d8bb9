import { describe, expect, test } from 'vitest'
import type { ContainerConfig } from '../../../src/oci/config.js'
import type { Node } from '../../../src/rootfs/node.js'
import { foundIn, helloScript, run } from '../../support/checkedImage.js'
import { directory, link } from '../../support/trees.js'

describe('folders that are mounted', () => {
  const descriptor = { inputFolder: '/data/in', outputFolder: '/data/out' }
  test.each<[expected: string, files: Record<string, Node>, config: ContainerConfig]>([
    [
      'error image-program: /data/in/run.sh is hidden by the folder that is mounted on /data/in',
      { 'data/in/run.sh': helloScript },
      run('/data/in/run.sh'),
    ],
    [
      'error image-program: /data/in/run.sh is hidden',
      { 'data/in/run.sh': helloScript, run: link('data/in/run.sh') },
      run('/run'),
    ],
    [
      'error image-script: python3 is to execute x.py: /data/in/x.py is hidden',
      { 'data/in/x.py': helloScript },
      { ...run('python3', 'x.py'), WorkingDir: '/data/in' },
    ],
    [
      'error image-folder: the App Engine cannot mount /data/in: the image has a file at /data',
      { data: helloScript },
      run('sh'),
    ],
    [
      'error image-folder: the user of the image cannot get to /data/in: the folder /data is closed',
      { data: directory({ mode: 0o700 }) },
      { ...run('sh'), User: 'app' },
    ],
    [
      'warning image-hidden: 4 files of the image are hidden when /data/out is mounted: /data/out/a, /data/out/b, /data/out/c/d and 1 more',
      { 'data/out/a': helloScript, 'data/out/b': helloScript, 'data/out/c/d': helloScript, 'data/out/e': helloScript },
      run('sh'),
    ],
    ['warning image-volume: VOLUME /data/out/x makes', {}, { ...run('sh'), Volumes: { '/data/out/x': {} } }],
    [
      'warning image-workdir: WORKDIR /data/out/x is made anew in /data/out',
      {},
      { ...run('sh'), WorkingDir: '/data/out/x' },
    ],
  ])('%s', async (expected, files, config) => {
    expect((await foundIn(files, config, { descriptor }))[0]).toContain(expected)
  })
})
