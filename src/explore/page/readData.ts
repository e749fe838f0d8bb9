import type { ExploreData } from '../data.js'

/** The data that the command line put into the page: JSON, compressed by gzip, in base64. */
export async function readData(base64: string): Promise<readonly ExploreData[]> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return (await new Response(plain).json()) as readonly ExploreData[]
}
