import { asText, required } from './fields.js'
import type { Report } from './report.js'
import type { Mapping, Value } from './yaml/value.js'

const rule = 'descriptor-folder'

/** The folders that are mounted into the Task's container. */
export function readFolders(
  report: Report,
  configuration: Mapping,
): { inputFolder: string | undefined; outputFolder: string | undefined } {
  const input = readFolder(report, configuration, 'input_folder', '/inputs')
  const output = readFolder(report, configuration, 'output_folder', '/outputs')
  if (input && output) compare(report, input, output)
  return { inputFolder: input?.folder, outputFolder: output?.folder }
}

interface Folder {
  readonly folder: string
  readonly value: Value
}

function readFolder(report: Report, configuration: Mapping, key: string, usual: string): Folder | undefined {
  const value = required(report, configuration, key, `The App Engine fails without it. Write ${key}: ${usual}`)
  const folder = asText(report, value)
  if (folder === undefined || !value) return undefined
  const why = folderFault(folder)
  if (why === undefined) return { folder, value }
  report.error(rule, value.range, `${value.path} ${why}`, `Write a folder of its own, such as ${usual}`)
  return undefined
}

// What a container cannot do without: a folder mounted over it hides it, in the engine's own helpers too.
const taken = /^\/(?:bin|sbin|lib|lib64|usr|usr\/bin|usr\/sbin|usr\/lib|etc|var|(?:dev|proc|sys)(?:\/.*)?)?$/

function folderFault(folder: string): string | undefined {
  if (!folder.startsWith('/')) return 'does not begin with /'
  // The engine writes the path into shell commands as it is.
  if (!/^[a-zA-Z0-9._/-]+$/.test(folder)) return 'may have letters, digits, . _ - and / only'
  if (folder.split('/').some((part) => part === '.' || part === '..')) return 'may not have . or .. in it'
  return taken.test(normal(folder)) ? `is ${normal(folder)}, which the container needs itself` : undefined
}

const apart = 'Take two folders apart, such as /inputs and /outputs.'

function compare(report: Report, input: Folder, output: Folder): void {
  const [read, written] = [normal(input.folder), normal(output.folder)]
  const { range } = output.value
  if (read === written) report.error(rule, range, 'configuration.output_folder is the same as input_folder', apart)
  else if (read.startsWith(`${written}/`))
    report.error(
      rule,
      range,
      `the input folder ${read} is within the output folder, and would count as an output`,
      apart,
    )
  else if (written.startsWith(`${read}/`))
    report.warning(
      rule,
      range,
      `the output folder ${written} is within the input folder, and stands among the inputs`,
      apart,
    )
}

function normal(folder: string): string {
  const parts = folder.split('/').filter((part) => part !== '')
  return `/${parts.join('/')}`
}
