import type { Conditions } from '../../reproduce/report.js'
import { otherSurroundings } from './surroundings.js'

const fixed = [
  'the environment of a RUN, its umask, its working directory and its user, which oci-pack sets',
  'the order, owners and times of what COPY and ADD take, which oci-pack sets',
]

/** What no second build on the same machine has of its own. */
const ofTheMachine = [
  'the day and the year (a process cannot have a clock of its own)',
  'the kernel, the processor, and in which order the file system gives names to a RUN',
]

/** What is known of a second build that was made at once. */
export interface SecondBuild {
  /** Why the contexts' folders were the same, where they were. */
  readonly unmoved: string | undefined
  /** What executed its RUNs. */
  readonly executors: ReadonlySet<string>
  /** Why no ids of another user could be had, where none could. */
  readonly sameUser: string | undefined
}

/** What was otherwise when something was built a second time at once. */
export function conditionsOf({ unmoved, executors, sameUser }: SecondBuild): Conditions {
  const context = 'the folders of the contexts, and the order and times in which their files were made'
  const user = 'the user who builds: the ids of this machine that users and groups of a RUN have'
  const inodes = 'the inode numbers of the files that a RUN finds'
  const caches = 'what cache mounts hold'
  const asSame = whyTheSame(executors, sameUser)
  const otherwise = executors.has('namespaces') && sameUser === undefined
  return {
    varied: [
      ...(unmoved === undefined ? [context] : []),
      'the time, by at least two seconds, and what a RUN finds on the network',
      otherSurroundings,
      ...(otherwise ? [user, inodes, caches] : executors.has('chroot') ? [inodes] : []),
      'how many RUNs are executed at once: one',
    ],
    fixed: [...fixed, ...(executors.has('chroot') ? [] : ['the host name of a RUN, which oci-pack sets'])],
    notVaried: [
      ...(unmoved === undefined ? [] : [`${context}: ${unmoved}`]),
      ...(executors.has('chroot') ? ['the host name, which a RUN sees where it is executed by chroot'] : []),
      ...(asSame === undefined ? [] : [`${user}: ${asSame}`, ...(executors.has('chroot') ? [] : [inodes]), caches]),
      ...ofTheMachine,
    ],
  }
}

/** Why a RUN was executed with the same ids; undefined where none was, or where a program of ours did it, which knows no ids but the image's. */
function whyTheSame(executors: ReadonlySet<string>, sameUser: string | undefined): string | undefined {
  const other = ['chroot', 'podman'].filter((name) => executors.has(name))
  if (other.length > 0) return `RUNs executed by ${other.join(' and ')} have those of who builds`
  return executors.has('namespaces') ? sameUser : undefined
}

/** What was otherwise when an image that somebody else may have built was built here: nobody knows. */
export const unknownConditions: Conditions = {
  varied: ['whatever was otherwise when that image was built; each RUN was executed again'],
  fixed,
  notVaried: [],
}
