import { opendir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { bytesOfText } from '../../../core/bytes.js'
import { readExtent } from '../../../core/host/readExtent.js'
import { tarHeader } from '../../../oci/tar/entry.js'
import { encodeHeader, endOfArchive, padding } from '../../../oci/tar/header.js'
import type { TaskFolder } from '../engine.js'

/** The files of folders as a tar of what a container's root has: all for everybody, as they are in a Pod. They hold files and folders alone. */
export async function* foldersTar(folders: readonly TaskFolder[]): AsyncGenerator<Uint8Array> {
  for (const { source, target } of folders) yield* entry(source, target.replace(/^\/+/, ''))
  yield endOfArchive
}

async function* entry(source: string, path: string): AsyncGenerator<Uint8Array> {
  const found = await stat(source)
  const mtime = Math.floor(found.mtimeMs / 1000)
  if (found.isDirectory()) {
    yield encodeHeader(tarHeader(bytesOfText(`${path}/`), { type: 'directory', mode: 0o777, mtime }))
    for await (const { name } of await opendir(source)) yield* entry(join(source, name), `${path}/${name}`)
    return
  }
  const { size } = found
  yield encodeHeader(tarHeader(bytesOfText(path), { mode: 0o777, mtime, size }))
  yield* readExtent({ path: source, offset: 0 }, size)
  yield new Uint8Array(padding(size))
}
