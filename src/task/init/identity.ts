import { OciPackError } from '../../core/errors.js'
import { taskNames } from '../name.js'

/** What a new Task is called. */
export interface TaskIdentity {
  /** As people read it: `My task`. */
  readonly name: string
  readonly nameShort: string
  /** Words with dots between: `com.my.task`. */
  readonly namespace: string
}

/** The version that a new Task has. */
export const firstVersion = '1.0.0'

/** As the descriptor's schema has it; the run's Pod is named by its letters and digits, so there must be one. */
const name = /^(?=.*[A-Za-z0-9])[\w -]{3,30}$/

/** Also valid in an image's name, and without a hyphen, at which the App Engine would end it. */
const namespace = /^[a-z0-9]+(?:_{1,2}[a-z0-9]+)*(?:\.[a-z0-9]+(?:_{1,2}[a-z0-9]+)*)+$/

/** Leaves room for the version and `.tar` in the name of a file. */
const longestNamespace = 200

/** What a Task with these names is called, once they are known to be usable. @throws OciPackError `usage` */
export function taskIdentity(wanted: { readonly name: string; readonly namespace: string }): TaskIdentity {
  if (!name.test(wanted.name))
    throw new OciPackError('usage', `"${wanted.name}" cannot be the name of a Task`, {
      hint: 'A name has 3 to 30 letters, digits, spaces, hyphens and underscores, of which one at least is a letter or a digit.',
    })
  if (!namespace.test(wanted.namespace) || wanted.namespace.length > longestNamespace)
    throw new OciPackError('usage', `"${wanted.namespace}" cannot be the namespace of a Task`, {
      hint: `A namespace is at least two words of lower-case letters and digits with dots between, and has at most ${longestNamespace} characters: com.my.task`,
    })
  return { ...wanted, nameShort: shortName(wanted.name) }
}

/** What the templates' placeholders stand for. */
export function placeholders(identity: TaskIdentity): ReadonlyMap<string, string> {
  const { image, archive, bundle } = taskNames({ namespace: identity.namespace, version: firstVersion })
  return new Map(Object.entries({ ...identity, image, archive, bundle, version: firstVersion }))
}

/** The letters and digits of a name: `my_task`. */
function shortName(text: string): string {
  return (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).join('_')
}
