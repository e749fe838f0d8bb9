const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']

/** An amount of memory as people say it: `64 MiB`. */
export function describeSize(bytes: number): string {
  const power = bytes > 0 ? Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10)) : 0
  const amount = bytes / 1024 ** power
  return `${Number.isInteger(amount) ? amount : amount.toFixed(1)} ${units[power] ?? ''}`
}
