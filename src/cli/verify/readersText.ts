import { listed } from '../../core/listed.js'
import type { Verdict } from '../../oci/readers/reader.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatRows, type Row } from '../text/table.js'

/** As many names as are told that a reader has an archive's images under. */
const mostNames = 5

/** Which readers take it, a line each, and one more for each reason beyond the first. */
export function readersText(readers: readonly Verdict[], style: Style): string {
  return readers.length === 0
    ? ''
    : `readers\n${formatRows(
        readers.map((verdict) => row(verdict, style)),
        '  ',
      )}`
}

function row({ name, takes, images, reasons }: Verdict, style: Style): Row {
  const [first, ...others] = reasons.map(oneLine)
  if (!takes) return [name, `${style.error('refuses it')}${first === undefined ? '' : `: ${first}`}`, ...others]
  const as = images.length === 0 ? '' : ` as ${listed(images.map(oneLine), mostNames)}`
  return [name, `${style.done('takes it')}${as}${first === undefined ? '' : `; ${first}`}`, ...others]
}
