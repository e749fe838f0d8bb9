import { formatBytes } from '../../core/formatBytes.js'

/** Milliseconds as seconds: `12.3s`. */
export function formatSeconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)}s`
}

/** Milliseconds that somebody has to wait, as exactly as is of use: `9s`, `2m05s`, `3h10m`, `4d`. */
export function formatWait(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  if (seconds < 60) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}m${twoDigits(seconds % 60)}s`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours}h${twoDigits(minutes % 60)}m` : `${Math.round(hours / 24)}d`
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

/** How much of so many bytes is done: `12.3 MB / 48.0 MB`. */
export function formatTransfer(done: number, total: number | undefined): string {
  return total === undefined || done >= total ? formatBytes(done) : `${formatBytes(done)} / ${formatBytes(total)}`
}

const spans = [
  ['week', 604_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** Milliseconds as how long ago something was: `3 hours ago`. */
export function formatAge(milliseconds: number): string {
  for (const [name, span] of spans) {
    const count = Math.floor(milliseconds / span)
    if (count > 0) return `${count} ${name}${count === 1 ? '' : 's'} ago`
  }
  return 'just now'
}
