import type { Conditions } from '../../reproduce/report.js'
import { otherSurroundings } from './surroundings.js'

const fixed = [
  'the environment of a RUN, its umask and its working directory, which oci-pack sets',
  'the order, owners and times of what COPY and ADD take, which oci-pack sets',
]

/** What no second build on the same machine has of its own. */
const ofTheMachine = [
  'the day and the year (a process cannot have a clock of its own)',
  'the kernel, the processor, and what the file system tells a RUN: the order of names, inode numbers',
]

/**
 * What was otherwise when something was built a second time at once. @param unmoved why the context's folder was the same
 * @param executors what executed RUNs
 */
export function conditionsOf(unmoved: string | undefined, executors: ReadonlySet<string>): Conditions {
  const uid = process.getuid?.()
  const context = 'the folder of the context, and the order and times in which its files were made'
  return {
    varied: [
      ...(unmoved === undefined ? [context] : []),
      'the time, by at least two seconds, and what a RUN finds on the network',
      otherSurroundings,
      'how many RUNs are executed at once: one',
    ],
    fixed: [...fixed, ...(executors.has('chroot') ? [] : ['the host name of a RUN, which oci-pack sets'])],
    notVaried: [
      ...(unmoved === undefined ? [] : [`${context}: ${unmoved}`]),
      ...(executors.has('chroot') ? ['the host name, which a RUN sees where it is executed by chroot'] : []),
      ...(uid === undefined ? [] : [`the user who builds: ${uid}`]),
      ...ofTheMachine,
    ],
  }
}

/** What was otherwise when an image that somebody else may have built was built here: nobody knows. */
export const unknownConditions: Conditions = {
  varied: ['whatever was otherwise when that image was built; each RUN was executed again'],
  fixed,
  notVaried: [],
}
