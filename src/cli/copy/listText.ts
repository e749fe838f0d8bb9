import type { ListedImage, ListReport } from '../../api/copy/options.js'
import { oneLine } from '../text/harmless.js'
import { formatColumns } from '../text/table.js'
import { formatBytes } from '../../core/formatBytes.js'

/** What is at a place, for people: a line for each tag, or for each image with those that an index names below it. */
export function listText({ tags, images = [] }: ListReport): string {
  if (tags) return tags.map((tag) => `${oneLine(tag)}\n`).join('')
  return formatColumns([['NAME', 'PLATFORM', 'DIGEST', 'SIZE'], ...images.flatMap((image) => rows(image, ''))])
}

function rows({ names, platform, artifact, digest, size, images }: ListedImage, indent: string): string[][] {
  const [first = '-', ...others] = names
  const kind = platform ?? artifact ?? 'index'
  return [
    [indent + oneLine(indent === '' ? first : '-'), oneLine(kind), digest, formatBytes(size)],
    ...others.map((name) => [indent + oneLine(name)]),
    ...(images ?? []).flatMap((image) => rows(image, `${indent}  `)),
  ]
}
