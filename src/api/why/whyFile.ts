import { type ByteString, bytesOfText, textOfBytes } from '../../core/bytes.js'
import { OciPackError } from '../../core/errors.js'
import { type Aspect, toldAspects } from '../../diff/files/aspects.js'
import { Contents } from '../../diff/files/contents.js'
import { type ListedFile, listedFile } from '../../inspect/listing.js'
import { type Step, stepsOf } from '../../inspect/steps.js'
import { type Event, type StoryLink, storyOf } from '../../inspect/story.js'
import { survey } from '../../inspect/survey.js'
import { headerOf } from '../../rootfs/headerOf.js'
import type { Node } from '../../rootfs/node.js'
import { type ImageOptions, withImage } from '../images/withImage.js'
import { layerParts } from '../inspect/layerParts.js'

/** What a layer did to a file. */
export interface FileEvent {
  /** Counted from 1, the lowest. */
  readonly layer: number
  /** The step that made the layer, as the history tells. */
  readonly createdBy: string | undefined
  /** The same as the line of a Dockerfile that it was. */
  readonly instruction: string | undefined
  readonly change: 'added' | 'changed' | 'removed'
  /** What is another than before, of a file that was changed; nothing, where it was only written again. */
  readonly aspects?: readonly (Aspect | 'nothing')[]
  /** Of a file that was removed, what was removed: it, or a directory above it. */
  readonly removed?: string
  /** What it was after that; before it, where it was removed. */
  readonly file: ListedFile
}

/** What `oci-pack why IMAGE PATH` tells. Paths are from the root of the image. */
export interface FileStory {
  /** Links that lead from the path that was asked for to the file, with the layers, counted from 1, that made them. */
  readonly links: readonly { readonly path: string; readonly target: string; readonly layer?: number }[]
  /** Where the path leads. */
  readonly path: string
  /** As it is in the image; undefined where it is gone. */
  readonly file: ListedFile | undefined
  /** The other names of the same file. */
  readonly names: readonly string[]
  /** The lowest layer first: the last made the file what it is. None for a directory that no layer names. */
  readonly events: readonly FileEvent[]
}

/** Tells which step made a file of an image what it is, and what others did to it before. All layers are read. @throws OciPackError `not-found` for what no layer has */
export async function whyFile(place: string, path: string, options: ImageOptions = {}): Promise<FileStory> {
  return withImage(place, options, async ({ image, layers }) => {
    const story = storyOf(survey(await layerParts(image.layers, layers.index)), bytesOfText(path))
    if (!story)
      throw new OciPackError('not-found', `there is no ${path} in ${place}, nor was it in one of its layers`, {
        hint: 'oci-pack inspect IMAGE ls PATH tells what there is.',
      })
    const steps = stepsOf(image.config.history ?? [])
    const contents = new Contents(layers.plain, layers.plain)
    try {
      const events: FileEvent[] = []
      for (const event of story.events) {
        const step = steps.find(({ layer }) => layer === event.layer)
        events.push(await told(event, step, contents))
      }
      const listed = (node: Node): ListedFile => listedFile(headerOf(story.path, node))
      return {
        links: story.links.map(toldLink),
        path: shown(story.path),
        file: story.node && listed(story.node),
        names: story.names.map(shown),
        events,
      }
    } finally {
      contents.close()
    }
  })
}

async function told(
  { layer, change, removedWith }: Event,
  step: Step | undefined,
  contents: Contents,
): Promise<FileEvent> {
  const { kind, path } = change
  const made = { layer: layer + 1, createdBy: step?.createdBy, instruction: step?.instruction, change: kind }
  const file = listedFile(headerOf(path, kind === 'removed' ? change.before : change.node))
  if (kind === 'changed')
    return { ...made, aspects: await changedAspects(path, change.before, change.node, contents), file }
  return { ...made, ...(removedWith === undefined ? {} : { removed: shown(removedWith) }), file }
}

async function changedAspects(
  path: ByteString,
  before: Node,
  node: Node,
  contents: Contents,
): Promise<NonNullable<FileEvent['aspects']>> {
  const told = toldAspects({ path, node: before }, { path, node })
  const isOther = before.type === 'file' && node.type === 'file' && !(await contents.same(before, node))
  const aspects = isOther ? (['content', ...told.filter((aspect) => aspect !== 'content')] as const) : told
  return aspects.length === 0 ? ['nothing'] : aspects
}

function toldLink({ path, target, layer }: StoryLink): FileStory['links'][number] {
  return { path: shown(path), target: textOfBytes(target), ...(layer === undefined ? {} : { layer: layer + 1 }) }
}

function shown(path: string): string {
  return `/${textOfBytes(path)}`
}
