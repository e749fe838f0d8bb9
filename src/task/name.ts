import type { Severity } from '../core/finding.js'

/** What names a Task. */
export interface TaskIdentity {
  /** Words with dots between: `com.my.task`. */
  readonly namespace: string
  /** A semantic version: `1.0.0`. */
  readonly version: string
}

/** What a Task's namespace and version name. */
export interface TaskNames {
  /** The image: `com/my/task:1.0.0`. */
  readonly image: string
  /** The image's archive in the bundle: `com.my.task-1.0.0.tar`. */
  readonly archive: string
  /** The bundle: `com.my.task-1.0.0.zip`. */
  readonly bundle: string
}

/** Why a namespace or a version cannot name an image, or not on every App Engine. */
export interface NameProblem {
  readonly severity: Severity
  readonly message: string
  readonly hint: string
}

/** The names of a Task, as the App Engine derives them. They are valid where no problem of either part is an error. */
export function taskNames({ namespace, version }: TaskIdentity): TaskNames {
  const stem = `${namespace}-${version}`
  return { image: `${namespace.replaceAll('.', '/')}:${version}`, archive: `${stem}.tar`, bundle: `${stem}.zip` }
}

const words = /^[a-zA-Z0-9_-]+(?:\.[a-zA-Z0-9_-]+)+$/
/** A part of an image's name; a namespace has no dots within one. */
const component = /^[a-z0-9]+(?:(?:__?|-)[a-z0-9]+)*$/
const semanticVersion =
  /^(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*)){2}(?:-(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/
const maxTag = 128
/** The longest name of a file, and of an image in the App Engine's database and in a registry. */
const maxName = 255

/** What is wrong with a namespace: it becomes the image's name, and a part of the archive's. */
export function namespaceProblems(namespace: string): NameProblem[] {
  if (!words.test(namespace)) {
    const hint = 'Write two words or more with dots between, of letters, digits and _: com.my.task'
    return [{ severity: 'error', message: `the namespace ${JSON.stringify(namespace)} is not one`, hint }]
  }
  const lower = namespace.toLowerCase()
  if (lower !== namespace) {
    const message = `the namespace ${namespace} has capital letters, which the name of an image may not have`
    return [{ severity: 'error', message, hint: `Write ${lower}` }]
  }
  const bad = namespace.split('.').find((part) => !component.test(part))
  if (bad !== undefined) {
    const message = `${bad}, a part of the namespace, cannot be a part of an image's name`
    return [
      { severity: 'error', message, hint: 'Begin and end each part with a letter or digit; join words by one _.' },
    ]
  }
  if (!namespace.includes('-')) return []
  const message = `the namespace ${namespace} has a hyphen: newer App Engines take the image's name to end there`
  return [{ severity: 'warning', message, hint: `Write ${namespace.replaceAll('-', '_')}` }]
}

/** What is wrong with a version: it becomes the image's tag. */
export function versionProblems(version: string): NameProblem[] {
  if (!semanticVersion.test(version)) {
    const message = `${JSON.stringify(version)} is no semantic version`
    return [
      { severity: 'error', message, hint: 'Write three numbers with dots between, such as 1.0.0 or 1.0.0-beta.1' },
    ]
  }
  if (version.includes('+')) {
    const message = `the version ${version} has a part after +, which the tag of an image may not have`
    return [{ severity: 'error', message, hint: `Write ${version.slice(0, version.indexOf('+'))}` }]
  }
  if (version.length <= maxTag) return []
  const message = `the version has ${version.length} characters; a tag has ${maxTag} at most`
  return [{ severity: 'error', message, hint: 'Shorten what stands after the -.' }]
}

/** What is wrong with a namespace and a version that are well-formed each. */
export function nameProblems(identity: TaskIdentity): NameProblem[] {
  const { image, archive } = taskNames(identity)
  const problems: NameProblem[] = []
  if (image.length > maxName || archive.length > maxName) {
    const message = `namespace and version make a name of ${archive.length} characters; ${maxName} are possible`
    problems.push({ severity: 'error', message, hint: 'Shorten the namespace.' })
  }
  const tag = archive.slice(archive.indexOf('-') + 1, -'.tar'.length)
  if (identity.namespace.includes('-') && tag.length > maxTag) {
    const message = `behind its first hyphen ${archive} has more than the ${maxTag} characters of a tag`
    problems.push({ severity: 'error', message, hint: 'Write the namespace without hyphens.' })
  }
  return problems
}
