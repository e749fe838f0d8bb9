import type { Digest } from '../../core/digest.js'
import type { ContainerConfig } from '../../oci/config.js'
import type { FileFigures, LayerFigures } from '../../inspect/report.js'

/** One layer of an image. */
export interface LayerReport {
  readonly digest: Digest
  readonly diffId: Digest
  readonly mediaType: string
  /** Bytes as stored. */
  readonly size: number
  /** The step that made it, as the history tells. */
  readonly createdBy: string | undefined
  /** The same as the line of a Dockerfile that it was. */
  readonly instruction: string | undefined
  /** What it does, where its headers were read. */
  readonly figures?: LayerFigures
}

/** What `oci-pack inspect` shows of an image; schema/inspect.json describes it as JSON. */
export interface InspectReport {
  /** Where it is, as it was written. */
  readonly place: string
  readonly kind: 'archive' | 'bundle' | 'registry'
  readonly names: readonly string[]
  readonly imageId: Digest
  /** Of its own manifest, not of an index around it. */
  readonly manifestDigest: Digest
  /** `os/architecture[/variant]`. */
  readonly platform: string
  /** All that there is at the place, with `platform`, as far as an index tells it. */
  readonly platforms: readonly string[]
  readonly created: string | undefined
  /** Bytes of all layers as stored. */
  readonly size: number
  readonly config: ContainerConfig
  /** The lowest first. */
  readonly layers: readonly LayerReport[]
  /** Every step, those without a layer too. */
  readonly history: readonly { readonly createdBy: string | undefined; readonly emptyLayer: boolean }[]
  /** What the files come to, where the layers' headers were read. */
  readonly files?: FileFigures
}
