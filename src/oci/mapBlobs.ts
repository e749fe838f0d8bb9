import type { Blob, Content } from './content.js'

/** The same content, each of its blobs made into another way to the same bytes. */
export function mapBlobs(content: Content, change: (blob: Blob) => Blob): Content {
  return content.kind === 'image'
    ? { ...content, blobs: content.blobs.map(change) }
    : { ...content, members: content.members.map((member) => mapBlobs(member, change)) }
}

/** Bytes of all that a content is made of, a repeated blob once. */
export function contentSize(content: Content): number {
  return [...sizes(content).values()].reduce((sum, size) => sum + size, 0)
}

function sizes(content: Content): Map<string, number> {
  const { digest, size } = content.descriptor
  const parts =
    content.kind === 'image'
      ? content.blobs.map(({ descriptor }): [string, number] => [descriptor.digest, descriptor.size])
      : content.members.flatMap((member) => [...sizes(member)])
  return new Map([[digest, size], ...parts])
}
