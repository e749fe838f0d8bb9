import type { Emit } from '../../core/events.js'
import { type Failure, failureOf } from '../failure.js'
import type { Io } from '../io.js'
import { showError } from '../showError.js'
import { styleFor } from '../text/style.js'
import { heldBack } from './heldBack.js'
import { jsonProgress } from './json.js'
import { plainProgress } from './plain.js'
import { ttyProgress } from './tty.js'

/** Shows on standard error how a build goes on. */
export interface Progress {
  readonly emit: Emit
  /** The build is over; nothing is shown after it. */
  readonly succeed: (result: object) => void
  readonly fail: (failure: Failure) => void
}

/** `late` is `plain` where there is a wait that is worth it. */
export type ProgressMode = 'plain' | 'late' | 'tty' | 'quiet' | 'json'

/** The mode that `auto` means: a live view where somebody watches a terminal that can move its cursor. */
export function autoMode({ stderr, env }: Io): ProgressMode {
  return stderr.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'] ? 'tty' : 'plain'
}

/** The same for what is mostly over at once: a log has only what is worth a wait. */
export function lateMode(io: Io): ProgressMode {
  return autoMode(io) === 'tty' ? 'tty' : 'late'
}

/** What is being done, and what it is called once it is. */
export interface Words {
  readonly doing: string
  readonly done: string
  /** The least exit status of a failure, 1 unless said. */
  readonly failed?: number
}

const building: Words = { doing: 'Building', done: 'Built' }

/** @param now milliseconds of a clock that never goes back */
export function startProgress(
  mode: ProgressMode,
  { stderr, env }: Io,
  now = () => performance.now(),
  words = building,
): Progress {
  const style = styleFor(stderr, env)
  const show = (failure: Failure): void => void stderr.write(showError(failure, style))
  switch (mode) {
    case 'json':
      return jsonProgress(stderr, now)
    case 'quiet':
      return { emit: () => undefined, succeed: () => undefined, fail: show }
    case 'plain':
      return plainProgress(stderr, now, show, style)
    case 'late':
      return plainProgress(stderr, now, show, style, heldBack(stderr, now))
    case 'tty':
      return ttyProgress(stderr, now, show, style, words)
  }
}

/** Does work, shows how it goes on and how it failed; gives the exit status. */
export async function withProgress(
  mode: ProgressMode,
  io: Io,
  work: (progress: Progress) => Promise<number>,
  words?: Words,
): Promise<number> {
  const progress = startProgress(mode, io, undefined, words)
  try {
    return await work(progress)
  } catch (error) {
    const found = failureOf(error, io.env)
    const failure = { ...found, status: Math.max(found.status, words?.failed ?? 1) }
    progress.fail(failure)
    return failure.status
  }
}
