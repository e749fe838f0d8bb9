import { OciPackError } from '../../../core/errors.js'
import { readTar, type TarEnd, type TarEntry } from '../../../oci/tar/read.js'
import { ContentsReader, type LayerContents } from '../../../oci/verify/contents/layerContents.js'
import type { Previews } from '../../previews.js'
import { type LayerContent, readLayer } from '../../readLayer.js'

/** What a layer's tar holds: to be shown, and to be judged. */
export interface Looked {
  readonly content: LayerContent
  readonly contents: LayerContents
}

/** Reads a layer's plain tar once. What is wrong with it is told. Errors of the source are thrown. */
export async function lookAtLayer(plain: AsyncIterable<Uint8Array>, name: string, previews: Previews): Promise<Looked> {
  const reader = new ContentsReader()
  const { entries, hits } = reader
  let end: TarEnd | undefined
  /** The entries, each looked at on its way. */
  const seen = async function* (): AsyncGenerator<TarEntry> {
    const tar = readTar(plain)
    let next = await tar.next()
    for (; !next.done; next = await tar.next()) {
      reader.add(next.value)
      yield next.value
    }
    end = next.value
  }
  try {
    const content = await readLayer(seen(), name, previews)
    return { content, contents: { entries, hits, ...(end ? { end } : {}) } }
  } catch (error) {
    if (!(error instanceof OciPackError)) throw error
    return { content: { name, entries: [] }, contents: { entries, hits, fault: error.message } }
  }
}
