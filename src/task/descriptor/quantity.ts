/** The bytes of a Kubernetes quantity of memory with a unit, such as `8Gi`; undefined where Kubernetes or the schema refuses it. */
export function ramBytes(text: string): number | undefined {
  const [, number, unit] = quantity.exec(text) ?? []
  const bytes = Number(number) * (factors.get(unit ?? '') ?? Number.NaN)
  return bytes > 0 ? Math.ceil(bytes) : undefined
}

/** The bytes of a file size as the App Engine reads it, such as `100 MiB`; undefined where it does not. */
export function fileSizeBytes(text: string): number | undefined {
  const [, number, unit, suffix = ''] = fileSize.exec(text) ?? []
  const amount = Math.round(Number(number) * (factors.get(unit ?? '') ?? Number.NaN))
  if (Number.isNaN(amount)) return undefined
  return suffix.startsWith('B') || suffix === 'byte' ? amount : Math.floor(amount / 8)
}

/** Whether the engine's schema takes a text for an amount of memory: it looks at the number and the unit, and at nothing behind. */
export function hasUnit(text: string): boolean {
  return /^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?[ \t\n\v\f\r]*(?:[KMGTPEZY]i|[kMGTPEZYRQ])/.test(text)
}

const quantity = /^((?:0|[1-9][0-9]*)(?:\.[0-9]+)?)([KMGTPE]i|[kMGTPE])$/
const fileSize = /^((?:0|[1-9][0-9]*)(?:\.[0-9]+)?)[ \t\n\v\f\r]*([KMGTPEZY]i|[kMGTPEZYRQ])(B|Byte|byte|b|bit)$/

const factors = new Map([
  ...Array.from('KMGTPEZY', (letter, i) => [`${letter}i`, 1024 ** (i + 1)] as const),
  ...Array.from('kMGTPEZYRQ', (letter, i) => [letter, 1000 ** (i + 1)] as const),
])
