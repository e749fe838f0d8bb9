import type { VerifiedImage, VerifyResult } from '../../api/verify/result.js'
import type { ImageFinding } from '../../oci/verify/finding.js'
import { countText } from '../check/findingsText.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatRows } from '../text/table.js'
import { formatBytes } from '../../core/formatBytes.js'
import { readersText } from './readersText.js'

/** Of a digest, as much as tells it from others. */
const shortDigest = 'sha256:'.length + 12
/** As many entries of a finding as are shown. */
const maxShown = 5

/** What verify found, for people: a summary, the findings by what they are about, which readers take it. */
export function verifyText(result: VerifyResult, style: Style): string {
  const parts = [summary(result, style), ...findingGroups(result.findings, style), readersText(result.readers, style)]
  return parts.filter((part) => part !== '').join('\n')
}

/** The errors alone; nothing where there are none. */
export function errorsText({ findings }: VerifyResult, style: Style): string {
  const errors = findings.filter(({ severity }) => severity === 'error')
  return findingGroups(errors, style).join('\n')
}

function summary({ path, passes, images, findings }: VerifyResult, style: Style): string {
  const counts = countText(findings)
  const verdict = passes ? style.done('sound') : style.error('not sound')
  const first = `${oneLine(path)}: ${verdict}${counts === undefined ? '' : `, ${counts}`}\n`
  return [first, ...images.map((image) => formatRows(imageRows(image), '  '))].join('')
}

function imageRows({
  names,
  platform,
  layers,
  size,
  imageId,
  manifestDigest,
}: VerifiedImage): Parameters<typeof formatRows>[0] {
  const amount = `${formatBytes(size)} in ${layers} ${layers === 1 ? 'layer' : 'layers'}`
  return [
    ['image', ...(names.length > 0 ? names.map(oneLine) : ['without a name'])],
    ['platform', ...(platform === undefined ? [] : [oneLine(platform)])],
    ['size', amount],
    ['image id', ...(imageId === undefined ? [] : [imageId])],
    ['digest', ...(manifestDigest === undefined ? [] : [manifestDigest])],
  ]
}

/** The findings of each place together, under what the place is. */
function findingGroups(findings: readonly ImageFinding[], style: Style): string[] {
  const groups = new Map<string, ImageFinding[]>()
  for (const found of findings) {
    const title = titleOf(found)
    const group = groups.get(title)
    if (group) group.push(found)
    else groups.set(title, [found])
  }
  return [...groups].map(([title, found]) => `${title}\n${found.map((one) => findingText(one, style)).join('')}`)
}

function titleOf({ layer, place }: ImageFinding): string {
  if (!layer) return oneLine(place.file)
  const { number, digest, createdBy } = layer
  const parts = [`layer ${number}`, digest?.slice(0, shortDigest), createdBy]
  return oneLine(parts.filter((part) => part !== undefined).join('  '))
}

function findingText({ rule, severity, message, hint, entries = [], count = 0 }: ImageFinding, style: Style): string {
  const mark = severity === 'error' ? style.error('error:') : style.hint(`${severity}:`)
  const shown = entries.slice(0, maxShown).map((entry) => `    ${oneLine(entry)}\n`)
  const more = count - shown.length
  return [
    `  ${mark} ${oneLine(message)} ${style.faint(`(${rule})`)}\n`,
    ...shown,
    ...(more > 0 ? [`    and ${more} more\n`] : []),
    ...(hint === undefined ? [] : [`  ${style.hint('help:')} ${oneLine(hint)}\n`]),
  ].join('')
}
