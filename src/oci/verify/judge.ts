import { checkArchive } from './checkArchive.js'
import { checkImage } from './checkImage.js'
import { TreeChecks } from './contents/treeChecks.js'
import type { ArchiveFacts, ImageFacts } from './facts.js'
import type { ImageFinding } from './finding.js'
import { identityOf } from './identity.js'

/** An image that is judged, under all names that documents give it. */
export interface JudgedImage {
  /** As the document that tells most of it has it. */
  readonly facts: ImageFacts
  readonly names: readonly string[]
  readonly findings: readonly ImageFinding[]
}

/** What is found of an archive and of each image in it. */
export interface Judgement {
  readonly archive: readonly ImageFinding[]
  readonly images: readonly JudgedImage[]
  /** The same, by each document's entry for it. */
  readonly ofEntry: ReadonlyMap<ImageFacts, JudgedImage>
}

/**
 * Judges all that is known of an archive, a layout or an image. Pure: no byte is read for it.
 * @throws OciPackError `unsupported` for more files than are looked at
 */
export function judge(facts: ArchiveFacts): Judgement {
  const byIdentity = new Map<string, [ImageFacts, ...ImageFacts[]]>()
  // index.json tells more of an image than manifest.json does.
  const images = [...facts.documents.images].sort((a, b) => a.from.localeCompare(b.from))
  for (const image of images) {
    const identity = identityOf(image)
    const same = byIdentity.get(identity)
    if (same) same.push(image)
    else byIdentity.set(identity, [image])
  }
  const ofEntry = new Map<ImageFacts, JudgedImage>()
  const trees = new TreeChecks()
  for (const same of byIdentity.values()) {
    const judged = judgeImage(facts, same, trees)
    for (const image of same) ofEntry.set(image, judged)
  }
  return { archive: checkArchive(facts), images: [...new Set(ofEntry.values())], ofEntry }
}

function judgeImage(facts: ArchiveFacts, same: readonly [ImageFacts, ...ImageFacts[]], trees: TreeChecks): JudgedImage {
  const [first] = same
  const names = new Set(same.flatMap(({ names, tags }) => (names.length > 0 ? names : tags)))
  return { facts: first, names: [...names], findings: checkImage(facts, first, trees) }
}

/** All findings, those of a layer that several images share once. */
export function allFindings({ archive, images }: Pick<Judgement, 'archive' | 'images'>): ImageFinding[] {
  const all = [...archive, ...images.flatMap(({ findings }) => findings)]
  return [...new Map(all.map((found) => [`${found.rule}\n${found.place.file}\n${found.message}`, found])).values()]
}
