import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasCommand } from '../../support/command.js'
import { Containerd } from '../../support/containerd.js'
import { temporaryFolder } from '../../support/folder.js'
import { needs } from '../../support/needs.js'
import { Podman } from '../../support/podman.js'
import { cases } from './cases.js'
import { containerd, type Engine, podman, skopeo, umoci } from './engines.js'
import { readRecorded } from './recorded.js'

/** Some of each kind: what all take, what some refuse, what all who unpack refuse. The recorder gives all of them to all engines. */
const chosen = [
  'sound',
  'written by docker save 24',
  'written by docker save with the containerd store',
  'index.json alone',
  'two images',
  'gzip layers said to be plain',
  'zstd layers',
  'a wrong DiffID',
  'a changed byte in a layer',
  'a hard link to a lower layer',
  'a file twice',
  'a file below a file of a lower layer',
  'a whiteout without a name',
  'an entry with a wrong checksum',
]

const folder = temporaryFolder()
const recorded = readRecorded()
const isRoot = process.getuid?.() === 0

/** Gives an engine what it was given when its outcomes were recorded, to see whether they are still the same. */
function asRecorded(reader: string, take: Engine): void {
  test.each(chosen)('%s', async (name) => {
    const scratch = join(folder, reader, name.replaceAll(' ', '-'))
    mkdirSync(scratch, { recursive: true })
    const path = join(scratch, 'image.tar')
    writeFileSync(path, cases[name] ?? Buffer.alloc(0))
    mkdirSync(join(scratch, 'scratch'))
    const outcome = await take(path, join(scratch, 'scratch'))
    const known = recorded[name]?.[reader]
    expect('names' in outcome, JSON.stringify(outcome)).toBe(known && 'names' in known)
    if ('names' in outcome && known && 'names' in known) expect(outcome.names).toEqual(known.names)
  })
}

describe.runIf(needs('skopeo', hasCommand('skopeo')))('skopeo', () => {
  describe('docker-archive:', () => {
    asRecorded('skopeo-docker-archive', skopeo('docker-archive'))
  })
  describe('oci-archive:', () => {
    asRecorded('skopeo-oci-archive', skopeo('oci-archive'))
  })
})

describe.runIf(needs('umoci as root', hasCommand('umoci') && isRoot))('umoci', () => {
  asRecorded('umoci', umoci)
})

describe.runIf(needs('podman as root', hasCommand('podman') && hasCommand('runc') && isRoot))('Podman', () => {
  const engine = new Podman(join(folder, 'podman-engine'))
  afterAll(() => engine.close())
  asRecorded('podman', podman(engine))
})

describe.runIf(needs('containerd as root', hasCommand('containerd') && hasCommand('ctr') && isRoot))(
  'containerd',
  () => {
    let daemon: Containerd
    beforeAll(async () => {
      daemon = await Containerd.start(join(folder, 'daemon'))
    })
    afterAll(() => daemon.close())
    asRecorded('containerd', (archive, scratch) => containerd(daemon)(archive, scratch))
  },
)
