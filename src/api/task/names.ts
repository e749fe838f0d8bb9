import { OciPackError } from '../../core/errors.js'
import type { TaskDescriptor } from '../../task/descriptor/descriptor.js'
import { taskNames } from '../../task/name.js'
import type { OutputOption } from '../options.js'
import { familiarReference, parseReference, withDefaultTag } from '../../oci/reference.js'

/** Refuses names of which none is the Task's: the App Engine would not find the image. @throws OciPackError `usage`, `reference` */
export function refuseOtherNames(tags: readonly string[] = [], task: string, descriptor: string): void {
  if (tags.length === 0 || tags.some((tag) => familiarReference(withDefaultTag(parseReference(tag))) === task)) return
  throw new OciPackError(
    'usage',
    `the image is to be called ${tags.join(', ')}, but ${descriptor} calls the Task ${task}`,
    {
      hint: `Leave --tag out, write --tag ${task}, or change namespace and version in ${descriptor}.`,
    },
  )
}

/**
 * Where a Task's bundle is written unless said. It is no part of the context, whatever the folder is built for: else its image would not be
 * the one that goes into the next bundle.
 */
export function bundleOutput(descriptor: TaskDescriptor | undefined): OutputOption[] {
  return descriptor ? [{ type: 'docker', dest: taskNames(descriptor).bundle }] : []
}
