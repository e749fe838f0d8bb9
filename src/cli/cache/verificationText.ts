import type { CacheFault, CacheVerification } from '../../api/verifyCache.js'
import { oneLine } from '../text/harmless.js'
import { formatBytes } from '../../core/formatBytes.js'
import { countsText, kindText } from './kinds.js'

/** What a store that was looked through turned out to be, for people. */
export function verificationText({ dir, checked, size, faults, stale, layout, ok }: CacheVerification): string {
  const lines = faults.map((fault) => `  ${faultText(fault)}\n`)
  const mended = layout === 'mended' ? ', and was mended' : ''
  if (layout !== 'true') lines.push(`  index.json: it lists images that are not whole${mended}\n`)
  const hint = ok ? '' : `'oci-pack cache verify --fix' removes what is damaged; it is fetched or made anew then.\n`
  return `${oneLine(dir)}: ${verdict(lines.length)}, ${countsText(checked)}: ${formatBytes(size)}\n${lines.join('')}${staleText(stale)}${hint}`
}

function verdict(count: number): string {
  return count === 0 ? 'ok' : `${count} ${count === 1 ? 'problem' : 'problems'}`
}

function faultText({ kind, name, message, mended }: CacheFault): string {
  return oneLine(`${kindText(kind)} ${name}: ${message}${mended ? '; removed' : ''}`)
}

function staleText(stale: readonly CacheFault[]): string {
  if (stale.length === 0) return ''
  const counts = stale.reduce<Partial<Record<CacheFault['kind'], number>>>(
    (sums, { kind }) => ({ ...sums, [kind]: (sums[kind] ?? 0) + 1 }),
    {},
  )
  const what = stale.every(({ mended }) => mended) ? 'removed' : 'harmless'
  return `${countsText(counts)} of what is not there any more: ${what}\n`
}
