import type { Event } from '../../core/events.js'
import type { Failure } from '../failure.js'
import type { Output } from '../io.js'
import type { Progress } from './progress.js'

/**
 * One JSON object a line for programs, the events of src/core/events.ts as docs/progress.md tells: `time` is milliseconds since
 * the build began, a program's output is `text`, and the last line is a `result` or an `error`.
 */
export function jsonProgress(output: Output, now: () => number): Progress {
  const began = now()
  const decoders = new Map<string, InstanceType<typeof TextDecoder>>()

  const write = (type: string, fields: object): void => {
    output.write(`${JSON.stringify({ time: Math.round(now() - began), type, ...fields })}\n`)
  }
  /** A letter may be cut in two by the pieces that a program's output comes in. */
  const textOf = ({ id, stream, data }: Extract<Event, { type: 'output' }>): string => {
    const decoder = decoders.get(`${stream} ${id}`) ?? new TextDecoder()
    decoders.set(`${stream} ${id}`, decoder)
    return decoder.decode(data, { stream: true })
  }
  return {
    emit: (event) => {
      if (event.type === 'output') {
        write(event.type, { id: event.id, stream: event.stream, text: textOf(event) })
      } else write(event.type, event)
    },
    succeed: (result) => write('result', { ...result }),
    fail: ({ code, message, location, hint, status }: Failure) =>
      write('error', { code, message, location, hint, exitStatus: status }),
  }
}
