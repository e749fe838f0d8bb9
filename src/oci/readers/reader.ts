import type { ArchiveFacts, ImageFacts } from '../verify/facts.js'
import type { Judgement } from '../verify/judge.js'
import type { RuleId } from '../verify/rules.js'

/** Programs that read images. */
export const readers = {
  'docker-1.9': 'Docker up to 1.9',
  'docker-24': 'Docker 1.10 to 24',
  docker: 'Docker 25 to 28',
  'docker-containerd': 'Docker with the containerd store (29)',
  containerd: 'containerd (ctr)',
  podman: 'Podman',
  'skopeo-docker-archive': 'skopeo docker-archive:',
  'skopeo-oci-archive': 'skopeo oci-archive:',
  umoci: 'umoci',
  'app-engine': 'Cytomine App Engine',
} as const

/** A program that reads images. */
export type ReaderId = keyof typeof readers

/** Whether a reader takes what was given, and as what. */
export interface Verdict {
  readonly reader: ReaderId
  /** The reader's name for people. */
  readonly name: string
  readonly takes: boolean
  /** Under which names it has the image then. */
  readonly images: readonly string[]
  /** Why it refuses; or, where it takes it, what one might not expect. Clauses without a full stop. */
  readonly reasons: readonly string[]
}

/** What a verdict is made of. */
export interface Evidence {
  readonly facts: ArchiveFacts
  readonly judgement: Judgement
}

export function takes(reader: ReaderId, images: readonly string[], reasons: readonly string[] = []): Verdict {
  return { reader, name: readers[reader], takes: true, images, reasons: unique(reasons) }
}

export function refuses(reader: ReaderId, reasons: readonly string[]): Verdict {
  return { reader, name: readers[reader], takes: false, images: [], reasons: unique(reasons) }
}

/** The images that one of the two documents names. */
export function imagesFrom({ facts }: Evidence, document: ImageFacts['from']): readonly ImageFacts[] {
  return facts.documents.images.filter(({ from }) => from === document)
}

/** The rules that something in an image's layers breaks. */
export function rulesOf({ judgement }: Evidence, image: ImageFacts): ReadonlySet<RuleId> {
  return new Set(judgement.ofEntry.get(image)?.findings.map(({ rule }) => rule))
}

function unique(reasons: readonly string[]): string[] {
  return [...new Set(reasons)]
}
