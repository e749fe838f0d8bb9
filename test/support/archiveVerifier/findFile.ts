import type { ArchiveFacts, FileFacts } from './readArchive.js'

const maxLinks = 40

/** The file that a name in an archive leads to, links within the archive followed. */
export function findFile<T>({ files, links }: ArchiveFacts<T>, name: string): FileFacts<T> | undefined {
  let at = resolved('', name)
  for (let count = 0; count <= maxLinks; count++) {
    const link = links.get(at)
    if (!link) return files.get(at)
    at = resolved(link.hard ? '' : at.slice(0, at.lastIndexOf('/') + 1), link.target)
  }
  return undefined
}

/** A path without `.` and `..`; it does not go above the archive's root. */
function resolved(folder: string, path: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : folder + path).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.join('/')
}
