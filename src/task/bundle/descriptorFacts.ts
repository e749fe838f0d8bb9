/** What a descriptor says of its bundle; undefined what it does not say, or not as a text. */
export interface DescriptorFacts {
  readonly namespace: string | undefined
  readonly version: string | undefined
  /** `configuration.image.file`, by which old engines find the image. */
  readonly imageFile: string | undefined
}

/** Reads of a descriptor only what is compared with its bundle: whether it is a descriptor at all is told elsewhere. */
export async function descriptorFacts(bytes: Uint8Array): Promise<DescriptorFacts> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(Buffer.from(bytes).toString(), { logLevel: 'silent' })
  const textAt = (...path: string[]): string | undefined => {
    const value: unknown = document.getIn(path)
    return typeof value === 'string' ? value : undefined
  }
  return {
    namespace: textAt('namespace'),
    version: textAt('version'),
    imageFile: textAt('configuration', 'image', 'file'),
  }
}
