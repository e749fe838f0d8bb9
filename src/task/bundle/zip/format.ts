/** Of the zip format (PKWARE APPNOTE 6.3): what begins each of its records. */
export const signatures = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
  descriptor: 0x08074b50,
} as const

/** Bytes of each record without the parts whose length it tells. */
export const lengths = { local: 30, central: 46, end: 22, end64: 56, locator64: 20 } as const

/** Methods of compression that can be read here. */
export const methods = { stored: 0, deflated: 8, bzip2: 12 } as const

/** Bits of the general purpose flag. */
export const flagBits = { encrypted: 0x1, descriptor: 0x8, utf8: 0x800 } as const

/** What stands in a field of 16 or 32 bits whose value stands in a zip64 record. */
export const over16 = 0xffff
export const over32 = 0xffffffff

/** The extra field that holds what 32 bits cannot. */
export const zip64Tag = 1

/** A number of 64 bits; one that JavaScript cannot hold exactly becomes larger than any file. */
export function readUint64(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at))
}

export function writeUint64(bytes: Buffer, value: number, at: number): void {
  bytes.writeBigUInt64LE(BigInt(value), at)
}
