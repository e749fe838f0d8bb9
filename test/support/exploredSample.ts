import { sha256 } from '../../src/core/hash.js'
import type { ContainerConfig } from '../../src/oci/config.js'
import { type ArchiveSample, json } from './archives.js'
import { type TarItem, tarItem, writeTar } from './tarItems.js'

/** Names and texts that would do harm in a page that took them for its own. */
export const hostile = {
  element: '<img src=x onerror=alert(1)>',
  controls: '\u001b[31mred\nline',
  turned: '\u202egnp.exe',
  end: '</script><script>alert(2)</script>',
}

const file = (name: string, content: string | Buffer): TarItem =>
  tarItem({ name: Buffer.from(name).toString('latin1'), body: Buffer.from(content), mode: 0o644 })
const folder = (name: string): TarItem => tarItem({ name, type: 'dir', mode: 0o755 })

const layers: readonly (readonly TarItem[])[] = [
  [
    folder('etc'),
    file('etc/os-release', 'ID=sample\n'),
    file('etc/large.bin', Buffer.alloc(30_000)),
    folder('usr'),
    folder('usr/bin'),
    file('usr/bin/tool', Buffer.alloc(50_000, 7)),
    tarItem({ name: 'usr/bin/alias', type: 'symlink', target: 'tool' }),
    tarItem({ name: 'usr/bin/twin', type: 'hardlink', target: 'usr/bin/tool' }),
  ],
  [
    folder('app'),
    file('app/main.py', '#!/usr/bin/env python3\nprint("hello")\n'),
    file(`app/${hostile.element}`, hostile.end),
    file(`app/${hostile.controls}`, 'a'),
    file(`app/${hostile.turned}`, 'turned \u202e text\n'),
  ],
  [file('etc/.wh.large.bin', ''), file('app/main.py', '#!/usr/bin/env python3\nprint("changed")\n')],
]

/** An image of three layers with what is worth to be looked at: links, waste, previews, and names that are hostile. */
export function exploredSample(
  config: ContainerConfig = { Entrypoint: ['/app/main.py'], Env: ['A=b'] },
): ArchiveSample {
  const tars = layers.map(writeTar)
  return {
    layers: tars,
    config: json({
      architecture: 'amd64',
      os: 'linux',
      created: '1980-01-01T00:00:00Z',
      config: { ...config, Labels: { 'org.example.label': hostile.element } },
      history: [
        { created_by: '/bin/sh -c #(nop) ADD file:1 in / ' },
        { created_by: 'ENV A=b', empty_layer: true },
        { created_by: 'COPY app /app # buildkit' },
        { created_by: `RUN /bin/sh -c rm /etc/large.bin # ${hostile.end}` },
      ],
      rootfs: { type: 'layers', diff_ids: tars.map(sha256) },
    }),
    repository: 'com/my/task',
    tag: '1.0.0',
  }
}
