import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { type Header, pack } from 'tar-stream'
import type { BaseFile } from './files.js'

/** The one time of everything in the base: the same files give the same bytes. */
const epoch = new Date('1980-01-01T00:00:00Z')

/** Writes files as an image of one plain layer into an OCI layout folder (OCI image-spec, image-layout.md), by default for this machine. */
export async function writeOciLayout(
  folder: string,
  files: ReadonlyMap<string, BaseFile>,
  createdBy: string,
): Promise<void> {
  mkdirSync(join(folder, 'blobs', 'sha256'), { recursive: true })
  const blob = (mediaType: string, bytes: Buffer): { mediaType: string; digest: string; size: number } => {
    const hex = createHash('sha256').update(bytes).digest('hex')
    writeFileSync(join(folder, 'blobs', 'sha256', hex), bytes)
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length }
  }
  const json = (value: object): Buffer => Buffer.from(JSON.stringify(value))

  const layer = blob('application/vnd.oci.image.layer.v1.tar', await tarOf(files))
  const created = epoch.toISOString()
  const config = blob(
    'application/vnd.oci.image.config.v1+json',
    json({
      created,
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      os: 'linux',
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        Cmd: ['/bin/sh'],
        WorkingDir: '/',
      },
      rootfs: { type: 'layers', diff_ids: [layer.digest] },
      history: [{ created, created_by: createdBy }],
    }),
  )
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = blob(mediaType, json({ schemaVersion: 2, mediaType, config, layers: [layer] }))
  const annotations = { 'org.opencontainers.image.ref.name': 'latest' }
  writeFileSync(join(folder, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }))
  writeFileSync(
    join(folder, 'index.json'),
    json({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [{ ...manifest, annotations }],
    }),
  )
}

async function tarOf(files: ReadonlyMap<string, BaseFile>): Promise<Buffer> {
  const tar = pack()
  const bytes = buffer(tar)
  for (const [path, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) tar.entry(...entryOf(path.slice(1), file))
  tar.finalize()
  return bytes
}

function entryOf(name: string, file: BaseFile): [Pick<Header, 'name'> & Partial<Header>, Buffer] {
  const owner = { uid: 0, gid: 0, mtime: epoch }
  switch (file.type) {
    case 'directory':
      return [{ ...owner, name: `${name}/`, type: 'directory', mode: file.mode }, Buffer.of()]
    case 'symlink':
      return [{ ...owner, name, type: 'symlink', linkname: file.target, mode: 0o777 }, Buffer.of()]
    case 'file':
      return [{ ...owner, name, type: 'file', mode: file.mode, size: file.content.length }, file.content]
  }
}
