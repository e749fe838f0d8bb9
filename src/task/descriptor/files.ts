import { suggest } from '../../dockerfile/suggest.js'
import type { ImageType, ParameterType } from './descriptor.js'
import { asList, asText } from './fields.js'
import { readCount } from './limits.js'
import { fileSizeBytes, hasUnit } from './quantity.js'
import type { Report } from './report.js'
import { type Mapping, valueOf } from './yaml/value.js'

/** What is said of files. The App Engine looks at none of it, but its schema does. */
export function readFileType(report: Report, mapping: Mapping): Extract<ParameterType, { id: 'file' }> {
  const maxFileSize = readFileSize(report, mapping, 'file')
  return { id: 'file', maxFileSize, formats: readFormats(report, mapping, ['binary', 'text']) }
}

export function readImageType(report: Report, mapping: Mapping): ImageType {
  return {
    id: 'image',
    maxFileSize: readFileSize(report, mapping, 'image'),
    formats: readFormats(report, mapping, ['dicom', 'jpeg', 'png', 'tiff', 'wsidicom']),
    maxWidth: readCount(report, valueOf(mapping, 'max_width'), 1),
    maxHeight: readCount(report, valueOf(mapping, 'max_height'), 1),
  }
}

function readFileSize(report: Report, mapping: Mapping, id: 'file' | 'image'): number | undefined {
  const value = valueOf(mapping, 'max_file_size')
  const text = asText(report, value)
  if (text === undefined || !value) return undefined
  const bytes = fileSizeBytes(text)
  if (bytes !== undefined) return bytes
  const message = `${JSON.stringify(text)} is no size of a file`
  const hint = `Write ${fileSizeBytes(`${text}B`) === undefined ? 'a number, a unit and B, such as 100 MiB' : `${text}B`}`
  if (id === 'file' && hasUnit(text)) report.warning('descriptor-file-size', value.range, message, hint)
  else report.error('descriptor-file-size', value.range, message, hint)
  return undefined
}

function readFormats(report: Report, mapping: Mapping, known: readonly string[]): string[] {
  const list = asList(report, valueOf(mapping, 'formats'))
  const rule = 'descriptor-formats'
  if (list?.items.length === 0) report.error(rule, list.range, `${list.path} is empty`, 'Remove it for any format.')
  const formats: string[] = []
  for (const item of list?.items ?? []) {
    const format = asText(report, item)
    if (format === undefined) continue
    if (known.includes(format)) formats.push(format)
    else {
      const near = suggest(format, known)
      const hint = near === undefined ? `Write ${known.join(', ')}.` : `Did you mean ${near}?`
      report.error(rule, item.range, `${item.path} names no format: ${format}`, hint)
    }
  }
  return formats
}
