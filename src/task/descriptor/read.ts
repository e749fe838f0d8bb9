import type { Finding } from '../../core/finding.js'
import { checkAuthors } from './authors.js'
import { readConfiguration } from './configuration.js'
import { checkDependencies } from './dependencies.js'
import type { TaskDescriptor } from './descriptor.js'
import { warnUnknown } from './fields.js'
import { readIdentity } from './identity.js'
import { checkOutputNames } from './outputNames.js'
import { readParameters, type Side } from './parameters.js'
import { Report } from './report.js'
import { Source } from './source.js'
import { parseYaml } from './yaml/parse.js'
import type { Mapping } from './yaml/value.js'

/** What a descriptor says, unless a finding is an error, and all that is wrong with it. */
export interface ReadDescriptor {
  readonly descriptor: TaskDescriptor | undefined
  readonly findings: Finding[]
}

/** The largest descriptor that is read, in bytes. */
export const maxDescriptor = 1024 * 1024

const keys = [
  '$schema',
  'name',
  'name_short',
  'namespace',
  'version',
  'description',
  'authors',
  'external',
  'configuration',
  'inputs',
  'outputs',
]

/**
 * Reads a descriptor.yml and checks it: against the App Engine's schema (task.v0), and against what its code needs beyond that. Nothing
 * is thrown, whatever the text is.
 * @param content the file's bytes, or its text
 * @param file what findings call the file
 */
export function readDescriptor(content: string | Uint8Array, file: string): ReadDescriptor {
  const report = new Report(new Source(textOf(content), file))
  const descriptor = read(report, content)
  return { descriptor: report.passes ? descriptor : undefined, findings: report.inOrder() }
}

function read(report: Report, content: string | Uint8Array): TaskDescriptor | undefined {
  if (content.length > maxDescriptor) {
    report.error(
      'descriptor-yaml',
      undefined,
      `it is longer than ${maxDescriptor} bytes: this is no descriptor`,
      'Check that it is the right file.',
    )
    return undefined
  }
  if (typeof content !== 'string') checkUtf8(report, content)
  const root = parseYaml(report)
  return root && readRoot(report, root)
}

function readRoot(report: Report, root: Mapping): TaskDescriptor | undefined {
  const identity = readIdentity(report, root)
  checkAuthors(report, root)
  const configuration = readConfiguration(report, root, identity)
  const placed = [...readParameters(report, root, 'inputs'), ...readParameters(report, root, 'outputs')]
  const parameters = checkDependencies(report, placed)
  checkOutputNames(report, placed)
  warnUnknown(report, root, keys)
  const { name, nameShort, namespace, version } = identity
  const { inputFolder, outputFolder, imageFile, resources } = configuration ?? {}
  if (name === undefined || nameShort === undefined || namespace === undefined || version === undefined)
    return undefined
  if (inputFolder === undefined || outputFolder === undefined || resources === undefined) return undefined
  const of = (side: Side) => parameters.flatMap((one, i) => (one && placed[i]?.side === side ? [one] : []))
  const [inputs, outputs] = [of('inputs'), of('outputs')]
  return { name, nameShort, namespace, version, inputFolder, outputFolder, imageFile, resources, inputs, outputs }
}

function textOf(content: string | Uint8Array): string {
  const text =
    typeof content === 'string'
      ? content
      : Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString('utf8')
  return text.startsWith('\ufeff') ? text.slice(1) : text
}

/** The App Engine puts U+FFFD for each byte that is not UTF-8, and stores that. */
function checkUtf8(report: Report, bytes: Uint8Array): void {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const start = report.source.text.indexOf('\ufffd')
    const hint = 'Save the file as UTF-8.'
    report.error('descriptor-yaml', { start, end: start + 1 }, 'this is not UTF-8', hint)
  }
}
