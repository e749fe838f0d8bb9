const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?[fd]?$/i
const hexadecimal = /^([+-]?)0x([\da-f]*)\.?([\da-f]*)p([+-]?\d+)[fd]?$/i
const named: Readonly<Record<string, number>> = { NaN, Infinity }

/** A number as Java's Double.parseDouble reads it, but for spaces around it; undefined for what it refuses. */
export function parseJavaDouble(text: string): number | undefined {
  const [, sign = '', name = ''] = /^([+-]?)(NaN|Infinity)$/.exec(text) ?? []
  const special = named[name]
  if (special !== undefined) return sign === '-' ? -special : special
  if (decimal.test(text)) return Number(text.replace(/[fd]$/i, ''))
  const [, minus, whole = '', fraction = '', exponent = ''] = hexadecimal.exec(text) ?? []
  if (whole + fraction === '') return undefined
  const value = Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length)
  return minus === '-' ? -value : value
}

/** A number as Java's Double.toString writes it, since JDK 19: the fewest digits that give it back, with a point, and `E` for far from 1. */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const size = Math.abs(value)
  if (size >= 1e-3 && size < 1e7) return Number.isInteger(value) ? `${value}.0` : String(value)
  const [digits = '', exponent = ''] = scientific(value).split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}

/** Java takes the nearest of two digits where one digit would do: 4.9E-324 for what is 5e-324 here. */
function scientific(value: number): string {
  const shortest = value.toExponential()
  return /^-?\de/.test(shortest) ? value.toExponential(1) : shortest
}
