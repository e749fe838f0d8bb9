import { OciPackError } from '../../core/errors.js'
import type { BuildOptions } from '../options.js'
import { descriptorIn } from './descriptorFile.js'
import { refuseOtherNames } from './names.js'

/**
 * The names of a build: where the context is a Task's folder, the Task's, which is taken when none is given. A stage that is asked for
 * by name is not the Task. @throws OciPackError `usage` where other names alone are given, `source` where the descriptor's names cannot be an image's
 */
export async function taskTags({ context, target, tags = [] }: BuildOptions): Promise<readonly string[]> {
  if (target !== undefined) return tags
  const found = await descriptorIn(context)
  if (!found) return tags
  const [{ descriptorFacts }, { nameProblems, namespaceProblems, taskNames, versionProblems }] = await Promise.all([
    import('../../task/bundle/descriptorFacts.js'),
    import('../../task/name.js'),
  ])
  const { namespace, version } = await descriptorFacts(found.bytes)
  if (namespace === undefined || version === undefined) return tags
  const identity = { namespace, version }
  const problems = [...namespaceProblems(namespace), ...versionProblems(version), ...nameProblems(identity)]
  const problem = problems.find(({ severity }) => severity === 'error')
  if (problem) {
    throw new OciPackError('source', `${found.path} names no image: ${problem.message}`, { hint: problem.hint })
  }
  const { image } = taskNames(identity)
  refuseOtherNames(tags, image, found.path)
  return tags.length > 0 ? tags : [image]
}
