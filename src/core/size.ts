import { OciPackError } from './errors.js'

const powers = { '': 0, k: 1, m: 2, g: 3, t: 4 } as const

/**
 * A size such as `10GB`, `512 MiB` or `1000000` in bytes: units are powers of 1000, with an `i` of 1024. `what` names it in the error.
 * @throws OciPackError `usage`
 */
export function parseSize(text: string, what: string): number {
  const [, number, unit = '', binary] = /^(\d+(?:\.\d+)?) ?([kmgt]?)(i?)b?$/i.exec(text.trim()) ?? []
  const power = powers[unit.toLowerCase() as keyof typeof powers]
  const size = Math.floor(Number(number) * (binary ? 1024 : 1000) ** power)
  if (number !== undefined && !(binary && power === 0) && Number.isSafeInteger(size)) return size
  throw new OciPackError('usage', `${what} ${JSON.stringify(text)} is not a size`, {
    hint: 'Write it like 10GB, 500MB or 8GiB.',
  })
}
