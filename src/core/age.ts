import { OciPackError } from './errors.js'

const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** An age such as `7d`, `24h` or `1h30m` in milliseconds. @throws OciPackError `usage` */
export function parseAge(text: string, flag: string): number {
  if (/^(\d+(\.\d+)?[smhdw])+$/.test(text)) {
    const parts = [...text.matchAll(/([\d.]+)([smhdw])/g)]
    return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (seconds[unit] ?? 0) * 1000, 0)
  }
  throw new OciPackError('usage', `${flag} ${JSON.stringify(text)} is not an age`, {
    hint: 'Write it like 7d, 24h or 2w: seconds, minutes, hours, days and weeks are s, m, h, d and w.',
  })
}
