import type { ArchiveFacts } from './readArchive.js'

/** What is wrong with the files that are named by their own digest: `blobs/sha256/HEX`, `HEX.json`, `sha256:HEX`, `HEX.tar.gz`. */
export function checkBlobNames({ files }: ArchiveFacts): string[] {
  const named = /(?:^blobs\/sha256\/|^sha256:|^)([0-9a-f]{64})(?:\.json|\.tar\.gz)?$/
  return [...files].flatMap(([name, { digest }]) => {
    const hex = named.exec(name)?.[1]
    return hex === undefined || digest === `sha256:${hex}`
      ? []
      : [`${name} is corrupt: its bytes have the digest ${digest}`]
  })
}
