import { readFileSync } from 'node:fs'

/** This program's version, as its package.json has it. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  const found: unknown = JSON.parse(text)
  if (typeof found !== 'object' || found === null || !('version' in found)) return 'unknown'
  return String(found.version)
}
