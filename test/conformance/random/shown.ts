import { readTar } from '../../support/tarItems.js'
import { gunzipSync } from 'node:zlib'
import type { Case, FileSpec } from '../case.js'

/** A case as its Dockerfile and a line for each file. */
export function shown({ dockerfile, context = {} }: Case): string {
  const lines = typeof dockerfile === 'string' ? [dockerfile] : dockerfile
  return [...lines, ...Object.entries(context).map(([path, spec]) => `  ${path}: ${fileShown(spec)}`)].join('\n')
}

function fileShown(spec: FileSpec): string {
  if (typeof spec === 'string' || !('file' in spec) || typeof spec.file === 'string') return JSON.stringify(spec)
  const bytes = Buffer.from(spec.file)
  const items = readTar(bytes[0] === 0x1f ? gunzipSync(bytes) : bytes)
  return items
    .map(
      ({ name, type, mode, uid, target }) =>
        `\n    ${type} ${JSON.stringify(name)} ${mode.toString(8)} ${uid} ${target}`,
    )
    .join('')
}
