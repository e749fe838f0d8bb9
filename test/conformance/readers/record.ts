/**
 * `npm run conformance:record-readers [-- NAME ...]`: gives the cases to the engines that are here, and keeps what they made of them. Dockers
 * are at READERS_DOCKER (its own store) and at READERS_CONTAINERD_STORE; the other engines are programs of this machine. It must run as root.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Containerd } from '../../support/containerd.js'
import { Podman } from '../../support/podman.js'
import { removeTree } from '../../support/removeTree.js'
import { cases } from './cases.js'
import { containerd, docker, type Engine, podman, skopeo, umoci } from './engines.js'
import { type Recorded, readRecorded, writeRecorded } from './recorded.js'

const folder = mkdtempSync(join(tmpdir(), 'readers-'))
const daemon = await Containerd.start(join(folder, 'containerd'))
const engine = new Podman(join(folder, 'podman'))
const engines: Readonly<Record<string, Engine>> = {
  ...dockerAt('docker', process.env['READERS_DOCKER']),
  ...dockerAt('docker-containerd', process.env['READERS_CONTAINERD_STORE']),
  containerd: containerd(daemon),
  podman: podman(engine),
  'skopeo-docker-archive': skopeo('docker-archive'),
  'skopeo-oci-archive': skopeo('oci-archive'),
  umoci,
}

try {
  const wanted = process.argv.slice(2)
  const recorded = readRecorded()
  for (const [name, archive] of Object.entries(cases)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    recorded[name] = await outcomes(name, archive)
  }
  writeRecorded(Object.fromEntries(Object.keys(cases).map((name) => [name, recorded[name] ?? {}])))
} finally {
  await engine.close()
  await daemon.close()
  removeTree(folder)
}

async function outcomes(name: string, archive: Buffer): Promise<Recorded[string]> {
  const made: Recorded[string] = {}
  for (const [reader, take] of Object.entries(engines)) {
    const scratch = mkdtempSync(join(folder, 'case-'))
    mkdirSync(join(scratch, 'scratch'))
    const path = join(scratch, 'image.tar')
    writeFileSync(path, archive)
    made[reader] = await take(path, join(scratch, 'scratch'))
    removeTree(scratch)
    console.log(`${name}: ${reader}: ${JSON.stringify(made[reader])}`)
  }
  return made
}

function dockerAt(name: string, host: string | undefined): Record<string, Engine> {
  return host ? { [name]: docker(host) } : {}
}
