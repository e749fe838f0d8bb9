import type { FileFacts, FileReport } from '../../api/diff/report.js'
import { picturedLine } from '../text/harmless.js'
import { formatBytes } from '../../core/formatBytes.js'
import { contentLines } from './contentText.js'
import { counted, indented, listed, shortened, type View } from './view.js'

/** Files that differ: first those that differ in more than their times, each with how; of the others, how many there are. */
export function fileLines(files: readonly FileReport[], view: View): string[] {
  const notable = view.all ? files : files.filter((file) => !inTimesAlone(file))
  const lines = shortened(notable, view, (file) => [
    fileLine(file, view),
    ...indented(contentLines(file, view), '    '),
  ])
  const others = files.length - notable.length
  if (others === 0) return lines
  const examples = files.filter(inTimesAlone).slice(0, 3).map(({ path }) => picturedLine(path)) // prettier-ignore
  const such = others > examples.length ? `such as ${listed(examples)}: --all` : listed(examples)
  return [...lines, view.style.faint(`${counted(others, 'file')} in times alone, ${such}`)]
}

/** Whether nothing but a file's times differ. */
export function inTimesAlone({ aspects }: FileReport): boolean {
  return aspects.length === 1 && aspects[0] === 'times'
}

const letters = { added: 'A', removed: 'D', changed: 'M' } as const

function fileLine({ path, change, before, after, aspects }: FileReport, view: View): string {
  const { style } = view
  const color = change === 'added' ? style.added : change === 'removed' ? style.removed : style.done
  const name = `${color(letters[change])} ${picturedLine(path)}`
  const only = after ?? before
  const told =
    before && after
      ? aspects.map((aspect) => toldAspect(aspect, before, after, aspects.length === 1 || view.all))
      : only
        ? [factsText(only)]
        : []
  return `${name}  ${style.faint(told.filter(Boolean).join(', '))}`
}

/** Times are told by their name alone where something else tells more. */
function toldAspect(
  aspect: FileReport['aspects'][number],
  before: FileFacts,
  after: FileFacts,
  whole: boolean,
): string {
  return aspect === 'times' && !whole ? 'times' : aspectText(aspect, before, after)
}

function aspectText(aspect: FileReport['aspects'][number], before: FileFacts, after: FileFacts): string {
  const between = (a: string, b: string): string => `${a} -> ${b}`
  switch (aspect) {
    case 'type':
      return between(typeText(before), typeText(after))
    case 'content':
      return `content ${before.size === after.size ? sizeText(after) : between(sizeText(before), sizeText(after))}`
    case 'target':
      return between(picturedLine(before.target ?? ''), picturedLine(after.target ?? ''))
    case 'device':
      return between(before.device ?? '', after.device ?? '')
    case 'link':
      return between(linkText(before), linkText(after))
    case 'mode':
      return between(`mode ${before.mode ?? ''}`, after.mode ?? '')
    case 'owner':
      return between(`owner ${ownerText(before)}`, ownerText(after))
    case 'xattrs':
      return xattrsText(before.xattrs ?? {}, after.xattrs ?? {})
    case 'times':
      return between(before.modified ?? '', after.modified ?? '')
  }
}

function factsText(facts: FileFacts): string {
  const { type, mode, size, device } = facts
  if (mode === undefined) return typeText(facts)
  return [typeText(facts), mode, ownerText(facts), device, size === undefined ? undefined : formatBytes(size)]
    .filter((part) => part !== undefined && part !== '' && !(type === 'symlink' && part === mode))
    .join(' ')
}

function typeText({ type, target }: FileFacts): string {
  if (type === 'symlink') return `link to ${picturedLine(target ?? '')}`
  if (type === 'link') return `hard link to ${picturedLine(target ?? '')} below`
  return type === 'character' || type === 'block' ? `${type} device` : type
}

function linkText({ link }: FileFacts): string {
  return link === undefined ? 'a file of its own' : `another name of ${picturedLine(link)}`
}

function sizeText({ size = 0 }: FileFacts): string {
  return formatBytes(size)
}

function ownerText({ uid, gid }: FileFacts): string {
  return `${uid ?? 0}:${gid ?? 0}`
}

function xattrsText(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const value = (text: string | undefined): string =>
    text === undefined ? 'none' : picturedLine(Buffer.from(text, 'base64').toString('latin1')).slice(0, 60)
  return names
    .filter((name) => before[name] !== after[name])
    .map((name) => `${picturedLine(name)} ${value(before[name])} -> ${value(after[name])}`)
    .join(', ')
}
