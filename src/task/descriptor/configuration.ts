import { taskNames } from '../name.js'
import { asMapping, asText, required, warnUnknown } from './fields.js'
import { readFolders } from './folders.js'
import type { Identity } from './identity.js'
import type { Report } from './report.js'
import { readResources } from './resources.js'
import type { Resources } from './descriptor.js'
import { type Mapping, valueOf } from './yaml/value.js'

/** What is well-formed of `configuration`. */
export interface Configuration {
  readonly inputFolder: string | undefined
  readonly outputFolder: string | undefined
  readonly imageFile: string | undefined
  readonly resources: Resources
}

/** How the Task runs: its folders, its image's archive and what it needs. */
export function readConfiguration(report: Report, root: Mapping, identity: Identity): Configuration | undefined {
  const configuration = asMapping(report, required(report, root, 'configuration'))
  if (!configuration) return undefined
  warnUnknown(report, configuration, ['input_folder', 'output_folder', 'image', 'resources'])
  const folders = readFolders(report, configuration)
  const imageFile = readImageFile(report, configuration, identity)
  return { ...folders, imageFile, resources: readResources(report, valueOf(configuration, 'resources')) }
}

const rule = 'descriptor-image-file'

/** Old engines find the image's archive by `configuration.image.file`, and look for `image.tar` where it is not told. */
function readImageFile(report: Report, configuration: Mapping, { namespace, version }: Identity): string | undefined {
  const wanted = namespace !== undefined && version !== undefined && `/${taskNames({ namespace, version }).archive}`
  const hint = `Write configuration.image.file: ${wanted || '/NAMESPACE-VERSION.tar'}, or let bundle --fix write it.`
  const image = asMapping(report, valueOf(configuration, 'image'))
  if (image) warnUnknown(report, image, ['file'])
  const value = image && valueOf(image, 'file')
  if (!value) {
    const at = image?.range ?? configuration.range
    const message = 'configuration.image.file is missing: older App Engines look for image.tar then'
    report.error(rule, at, message, hint)
    return undefined
  }
  const file = asText(report, value)
  if (file === undefined || !wanted) return file
  if (file !== wanted && `/${file}` !== wanted) {
    const message = `configuration.image.file names ${file}, and the bundle has ${wanted.slice(1)}`
    report.error(rule, value.range, message, hint)
  }
  return file
}
