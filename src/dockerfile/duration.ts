import { OciPackError } from '../core/errors.js'

const nanoseconds: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}
const longest = 2n ** 63n - 1n
const hint = 'Write it like 30s, 1m30s or 500ms.'

/**
 * A duration in Go's syntax (`time.ParseDuration`), such as `1h30m` or `1.5s`, in nanoseconds. @throws OciPackError `dockerfile`
 */
export function parseDuration(text: string): number {
  if (/^[+-]?0$/.test(text)) return 0
  const parts = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(text)
  const all = parts?.[2]
  if (parts === null || all === undefined) {
    throw new OciPackError('dockerfile', `${JSON.stringify(text)} is not a duration`, {
      hint,
    })
  }
  let sum = 0n
  for (const [, whole = '', fraction = '', unit = ''] of all.matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
    const scale = nanoseconds[unit] ?? 0n
    const digits = fraction.slice(0, 18)
    sum += BigInt(whole || '0') * scale + (BigInt(digits || '0') * scale) / 10n ** BigInt(digits.length)
  }
  if (sum > longest) throw new OciPackError('dockerfile', `the duration ${JSON.stringify(text)} is too long`, { hint })
  return Number(parts[1] === '-' ? -sum : sum)
}

/** A duration as Go prints it (`time.Duration.String`): `1m30s`, `1.5s`, `500ms`. */
export function formatDuration(duration: number): string {
  if (duration === 0) return '0s'
  const sign = duration < 0 ? '-' : ''
  const size = Math.abs(duration)
  if (size < 1e3) return `${sign}${size}ns`
  if (size < 1e6) return `${sign}${decimal(size, 1e3)}µs`
  if (size < 1e9) return `${sign}${decimal(size, 1e6)}ms`
  const hours = Math.floor(size / 3.6e12)
  const minutes = Math.floor((size % 3.6e12) / 6e10)
  const seconds = decimal(size % 6e10, 1e9)
  return `${sign}${hours ? `${hours}h` : ''}${hours || minutes ? `${minutes}m` : ''}${seconds}s`
}

/** `size / unit`, exactly: `unit` is a power of ten. */
function decimal(size: number, unit: number): string {
  const digits = String(unit).length - 1
  const fraction = String(size % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '')
  return `${Math.floor(size / unit)}${fraction && '.'}${fraction}`
}
