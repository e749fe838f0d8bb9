const units = ['b', 'k', 'm', 'g', 't', 'p']

/** A size in bytes such as `64m`, `1.5 GiB` or `4096`, with binary units, as Docker reads sizes; undefined for what is none. */
export function parseMemorySize(text: string): number | undefined {
  const [, number, unit = 'b'] = /^(\d+(?:\.\d*)?|\.\d+) ?(?:([kmgtp])(?:i?b)?|b)?$/i.exec(text) ?? []
  if (number === undefined) return undefined
  const size = Math.floor(Number(number) * 1024 ** units.indexOf(unit.toLowerCase()))
  return Number.isSafeInteger(size) ? size : undefined
}
