import type { RunOptions } from '../../api/runTask.js'
import { OciPackError } from '../../core/errors.js'
import { parseDuration } from '../../dockerfile/duration.js'
import { parseGivenValues } from '../../task/inputs/given.js'
import type { EngineName } from '../../task/run/engine.js'
import { type BuildFlags, onePlatformRequest } from '../build/request.js'
import type { Env } from '../io.js'

/** The flags of `oci-pack run` as they were written. */
export interface RunFlags extends BuildFlags {
  readonly descriptor?: string
  readonly inputs?: string
  readonly input?: readonly string[]
  readonly outputs?: string
  readonly engine?: 'auto' | EngineName
  readonly timeout?: string
  readonly keep?: boolean
  readonly json?: boolean
}

/** What to run, as the public API takes it. @throws OciPackError `usage`, naming the flag that is wrong */
export function runRequest(task: string, flags: RunFlags, env: Env): RunOptions {
  return {
    ...onePlatformRequest(task, flags, env),
    task,
    descriptor: flags.descriptor,
    inputs: flags.inputs,
    values: parseGivenValues(flags.input ?? []),
    outputs: flags.outputs,
    engine: flags.engine,
    timeout: flags.timeout === undefined ? undefined : milliseconds(flags.timeout),
    keep: flags.keep,
  }
}

/** A number alone is seconds, as timeout(1) takes it. */
function milliseconds(text: string): number {
  const nanoseconds = durationOf(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text)
  if (nanoseconds !== undefined && nanoseconds > 0) return nanoseconds / 1e6
  throw new OciPackError('usage', `--timeout ${JSON.stringify(text)} is no time to wait`, {
    hint: 'Write it like 30s, 5m or 1h30m.',
  })
}

function durationOf(text: string): number | undefined {
  try {
    return parseDuration(text)
  } catch (error) {
    if (error instanceof OciPackError) return undefined
    throw error
  }
}
