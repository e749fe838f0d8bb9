/** What the kernel hands files of one kind to (Documentation/admin-guide/binfmt-misc.rst). */
export interface BinaryFormat {
  readonly name: string
  readonly enabled: boolean
  /** The path of the program that executes them. */
  readonly interpreter: string
  /** Whether the interpreter is held open, so that it is there whatever the root directory (flag F). */
  readonly fixed: boolean
  /** Where `magic` begins in the file; of each byte the bits of `mask` count. */
  readonly offset: number
  readonly magic: Buffer
  readonly mask: Buffer
}

/** A file of /proc/sys/fs/binfmt_misc; undefined for one that goes by a file's extension, or is none. */
export function parseFormat(name: string, text: string): BinaryFormat | undefined {
  const field = (key: string): string | undefined => new RegExp(`^${key} (.+)$`, 'm').exec(text)?.[1]
  const magic = Buffer.from(field('magic') ?? '', 'hex')
  const interpreter = field('interpreter')
  if (interpreter === undefined || magic.length === 0) return undefined
  return {
    name,
    enabled: /^enabled$/m.test(text),
    interpreter,
    fixed: /^flags: .*F/m.test(text),
    offset: Number(field('offset') ?? 0),
    magic,
    mask: Buffer.from(field('mask') ?? 'ff'.repeat(magic.length), 'hex'),
  }
}

/** The format by which a program is executed, the enabled before the others; the kernel takes the last that was registered, which nothing tells. */
export function formatFor(formats: readonly BinaryFormat[], program: Uint8Array): BinaryFormat | undefined {
  const matching = formats.filter(({ offset, magic, mask }) =>
    magic.every((byte, i) => ((byte ^ (program[offset + i] ?? 0)) & (mask[i] ?? 0xff)) === 0),
  )
  return matching.find(({ enabled }) => enabled) ?? matching[0]
}
