import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSystemError, OciPackError, systemError } from '../../core/errors.js'
import { readExtent } from '../../core/host/readExtent.js'
import { maxDescriptor } from './read.js'

/** A descriptor as it lies in a folder. */
export interface DescriptorFile {
  readonly path: string
  readonly bytes: Uint8Array
}

const names = ['descriptor.yml', 'descriptor.yaml']

/**
 * The descriptor of a Task's folder.
 * @throws OciPackError `not-found` where there is none, `source` where there are two or where it is no file of a descriptor's size, `io`
 */
export async function findDescriptor(folder: string): Promise<DescriptorFile> {
  const found = await Promise.all(names.map(async (name) => ({ name, size: await sizeOf(join(folder, name)) })))
  const [first, second] = found.filter(({ size }) => size !== undefined)
  if (second) {
    throw new OciPackError('source', `${folder} has a ${names.join(' and a ')}: which one counts is not known`, {
      hint: 'Remove one of them.',
    })
  }
  if (first?.size === undefined) {
    throw new OciPackError('not-found', `there is no ${names.join(' and no ')} in ${folder}`, {
      hint: "Name the Task's folder, or write a descriptor.yml into it.",
    })
  }
  const path = join(folder, first.name)
  if (first.size <= maxDescriptor) return { path, bytes: await readBytes(path, first.size) }
  throw new OciPackError('source', `${path} has ${first.size} bytes; a descriptor has ${maxDescriptor} at most`, {
    hint: 'Check that it is the descriptor.',
  })
}

async function readBytes(path: string, size: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readExtent({ path, offset: 0 }, size)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The size of a file; undefined where nothing is. What is no file, such as a pipe, is not opened. */
async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(systemError(error).code ?? '')) return undefined
    throw fromSystemError(error, `cannot read ${path}`)
  })
  if (!found || found.isFile()) return found?.size
  throw new OciPackError('source', `${path} is not a file`, { hint: 'Put the descriptor there as a file.' })
}
