/** A package's header as rpm's databases have it, of some tags by their numbers. */
export function rpmHeader(tags: Readonly<Record<number, string | number>>): Buffer {
  const entries: Buffer[] = []
  const data: Buffer[] = []
  let size = 0
  for (const [tag, value] of Object.entries(tags)) {
    // Numbers begin at multiples of their size.
    const gap = Buffer.alloc(typeof value === 'number' ? -size & 3 : 0)
    const bytes = typeof value === 'number' ? uint32(value) : Buffer.from(`${value}\0`)
    entries.push(Buffer.concat([Number(tag), typeof value === 'number' ? 4 : 6, size + gap.length, 1].map(uint32)))
    data.push(gap, bytes)
    size += gap.length + bytes.length
  }
  return Buffer.concat([uint32(entries.length), uint32(size), ...entries, ...data])
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
