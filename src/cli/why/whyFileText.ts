import type { FileEvent, FileStory } from '../../api/why/whyFile.js'
import { listingLines } from '../inspect/listingText.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'

/** The story of a file for people: where the path leads, what is there, and what each layer did to it, with the step that made the layer. */
export function whyFileText({ links, path, file, names, events }: FileStory, style: Style): string {
  const gone = `${oneLine(path)} ${style.hint('is not in the image any more')}`
  const head = [
    ...links.map(({ path, target, layer }) => {
      const made = layer === undefined ? '' : `  ${style.faint(`layer ${layer}`)}`
      return `${oneLine(path)} -> ${oneLine(target)}${made}`
    }),
    ...(file ? listingLines([file]) : [gone]),
    ...(names.length > 0 ? [style.faint(`the same file as ${names.map(oneLine).join(', ')}`)] : []),
  ]
  const story = events.length > 0 ? events.flatMap((event) => eventLines(event, style)) : [unnamed]
  return [...head, '', ...story, ''].join('\n')
}

const unnamed = 'No layer names it: it is there because of what it holds.'

function eventLines(event: FileEvent, style: Style): string[] {
  const { layer, instruction } = event
  const start = `layer ${layer}  `
  const maker = instruction === undefined ? 'The history does not tell by which step.' : oneLine(instruction)
  return [`${start}${what(event)}`, `${' '.repeat(start.length)}${style.faint(maker)}`]
}

function what({ change, aspects = [], removed, file }: FileEvent): string {
  switch (change) {
    case 'added':
      return `added as ${listingLines([file]).join('')}`
    case 'changed':
      return aspects.includes('nothing') ? 'written again as it was' : `changed: ${aspects.join(', ')}`
    case 'removed':
      return removed === undefined || removed === file.path ? 'removed' : `removed with ${oneLine(removed)}`
  }
}
