import type { DiffReport, ImageFacts } from '../../api/diff/report.js'
import { picturedLine } from '../text/harmless.js'
import { formatColumns } from '../text/table.js'
import { stepInTimeAlone } from './configText.js'
import { inTimesAlone } from './fileText.js'
import { counted, listed, type View } from './view.js'

/** Of a digest, as much as tells it from others. */
const shortDigest = 'sha256:'.length + 12

/** What is compared, a line for each image. */
export function imageLines({ before, after }: DiffReport, { style }: View): string[] {
  const row = (mark: string, image: ImageFacts): string[] => [
    mark,
    picturedLine(image.place),
    image.names.map(picturedLine).filter((name) => name !== picturedLine(image.place)).join(' '), // prettier-ignore
    image.imageId.slice(0, shortDigest),
    picturedLine(image.platform),
    picturedLine(image.created ?? ''),
  ]
  const [a = '', b = ''] = formatColumns([row('-', before), row('+', after)]).split('\n')
  return [style.removed(a), style.added(b)]
}

/** What differs, in one sentence. */
export function summaryText(
  report: DiffReport,
  compared: { readonly paths: readonly string[]; readonly ignored: readonly string[] },
): string {
  switch (report.verdict) {
    case 'same':
      return `They are the same image: ${report.after.manifestDigest}`
    case 'stored-differently':
      return `They are the same image, stored differently: ${report.after.imageId}`
    case 'alike':
      return alikeText(compared)
    case 'different':
      return `They differ: ${listed(differences(report))}.`
  }
}

function alikeText({
  paths,
  ignored,
}: {
  readonly paths: readonly string[]
  readonly ignored: readonly string[]
}): string {
  const where = paths.length > 0 ? ` at ${listed(paths.map(picturedLine))}` : ''
  const but = ignored.length > 0 ? ` but for what is ignored: ${listed(ignored)}` : ''
  return `Nothing differs${where}${but}.`
}

function differences({ files, config, configForm, history, layers }: DiffReport): string[] {
  const inTimes = files.filter(inTimesAlone).length
  const steps = history.filter((step) => !stepInTimeAlone(step)).length
  const changed = layers.filter(({ change, files, form }) => change !== 'same' && (change !== 'changed' || files.length + form.length > 0)).length // prettier-ignore
  const part = (count: number, text: string): string[] => (count === 0 ? [] : [text])
  return [
    ...part(files.length - inTimes, counted(files.length - inTimes, 'file')),
    ...part(inTimes, `${counted(inTimes, 'file')} in times alone`),
    ...part(config.length, counted(config.length, 'setting')),
    ...(configForm ? ['how the configuration is written'] : []),
    ...part(steps, counted(steps, 'step')),
    ...part(history.length - steps, `${counted(history.length - steps, 'step')} in time alone`),
    ...part(changed, `${changed} of ${counted(layers.length, 'layer')}`),
  ]
}
