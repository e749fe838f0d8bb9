import type { FileOutput, OutputOption } from '../../api/outputs/option.js'
import { nearestOrAll } from '../../dockerfile/suggest.js'
import { csvFields } from './csv.js'
import {
  type OutputFields,
  outputKeys,
  readBoolean,
  readFields,
  readPacking,
  refuseOutput as refuse,
} from './outputFields.js'

const types: Readonly<Record<string, OutputOption['type'] | 'image'>> = {
  docker: 'docker',
  oci: 'oci',
  rootfs: 'rootfs',
  tar: 'tar',
  registry: 'registry',
  // What `docker build` calls them.
  local: 'rootfs',
  image: 'image',
}

/** A place as `oci-pack copy` and skopeo take it. */
const place = /^(docker:\/\/|(docker-archive|oci-archive|oci|oci-layout|dir|docker-daemon|containers-storage):)/

/** What `type=` may say. */
export const outputTypes: readonly string[] = Object.keys(types)

/**
 * Reads the value of `--output`: a path, `-`, or Docker's `type=TYPE,KEY=VALUE...` as comma-separated values. A path alone is where an
 * archive for `docker load` goes.
 * @throws OciPackError `usage`
 */
export function parseOutput(text: string): OutputOption {
  const fields = csvFields(text)
  const [first = ''] = fields
  if (first === '') throw refuse(text, 'it is empty')
  if (fields.length === 1 && !outputKeys.some((key) => first.startsWith(`${key}=`))) {
    if (place.test(first)) throw refuse(text, 'places are written otherwise here than for copy', fieldsFor(first))
    return { type: 'docker', dest: first }
  }

  const values = readFields(text, fields)
  const name = values.get('type') ?? 'docker'
  const type = Object.hasOwn(types, name) ? types[name] : undefined
  if (!type)
    throw refuse(text, `there is no output of type ${JSON.stringify(name)}`, nearestOrAll(name, Object.keys(types)))
  if (readBoolean(text, values, 'oci-mediatypes') === false)
    throw refuse(text, "the media types are OCI's", 'Leave oci-mediatypes out.')
  return type === 'registry' || type === 'image'
    ? registryOutput(text, type, values)
    : fileOutput(text, name, type, values)
}

/** What to write instead of a place as `copy` takes it. */
function fieldsFor(written: string): string {
  const [transport = '', path = ''] = written.split(':')
  const named = path === '' ? 'PATH' : path
  switch (transport) {
    case 'docker':
      return `Write type=registry,name=${written.slice('docker://'.length) || 'NAME'}.`
    case 'docker-archive':
      return `Write ${named}, and what the image is called as --tag.`
    case 'oci-archive':
      return `Write type=oci,dest=${named}, and what the image is called as --tag.`
    case 'oci':
    case 'oci-layout':
      return `Write type=oci,dest=${named},tar=false, and what the image is called as --tag.`
    default:
      return `Write type=oci,dest=PATH, and bring it there by skopeo; ./${written} is a file of that name.`
  }
}

function registryOutput(text: string, type: 'registry' | 'image', values: OutputFields): OutputOption {
  for (const key of ['dest', 'tar'] as const)
    if (values.has(key)) throw refuse(text, `${key}= belongs to a file`, 'Write name=REGISTRY/NAME:TAG.')
  const push = readBoolean(text, values, 'push') ?? type === 'registry'
  if (!push) {
    throw refuse(
      text,
      'there is no image store that an image could stay in without being pushed',
      'Write push=true, or type=oci,dest=PATH for an archive.',
    )
  }
  // As in BuildKit, several names stand in one field, which is quoted for its commas.
  const names = values.get('name')?.split(',')
  if (names?.includes('')) throw refuse(text, 'a name is empty')
  return { type: 'registry', ...(names && { names }), ...readPacking(text, values) }
}

function fileOutput(text: string, as: string, type: FileOutput['type'], values: OutputFields): OutputOption {
  for (const key of ['name', 'push'] as const)
    if (values.has(key)) throw refuse(text, `${key}= belongs to type=registry`, 'Name an image with --tag.')
  const dest = values.get('dest')
  if (!dest) throw refuse(text, 'it says no dest', `Write type=${as},dest=PATH.`)
  if (type === 'rootfs' && dest === '-')
    throw refuse(text, 'a folder cannot go to standard output', 'Write type=tar,dest=- for the files as a tar.')
  const packing = readPacking(text, values)
  if (packing.compression && (type === 'rootfs' || type === 'tar'))
    throw refuse(text, 'compression= belongs to an image, and these are its files')
  const tar = readBoolean(text, values, 'tar')
  if (tar !== undefined && type !== 'oci') throw refuse(text, 'tar= belongs to type=oci')
  if (tar === false && dest === '-') throw refuse(text, 'a folder cannot go to standard output')
  return { type, dest, ...(tar !== undefined && { tar }), ...packing }
}
