/** What a Task's namespace and version name. */
export interface TaskNames {
  /** The image: `com/my/task:1.0.0`. */
  readonly image: string
  /** The image's archive in the bundle: `com.my.task-1.0.0.tar`. */
  readonly archive: string
  /** The bundle: `com.my.task-1.0.0.zip`. */
  readonly bundle: string
}

/** The names of a Task, as the App Engine derives them; whether an image may have that name is told by the descriptor's check. */
export function taskNames({ namespace, version }: { namespace: string; version: string }): TaskNames {
  const stem = `${namespace}-${version}`
  return { image: `${namespace.replaceAll('.', '/')}:${version}`, archive: `${stem}.tar`, bundle: `${stem}.zip` }
}
