import type { Output } from '../io.js'
import { signalStatus, stopSignals } from '../signals.js'

const hidden = '\x1b[?25l'
const shown = '\x1b[?25h'

/** The part of `process` that tells that it ends. */
export type Host = Pick<NodeJS.Process, 'on' | 'off' | 'listenerCount' | 'kill' | 'pid' | 'exit'>

/**
 * Hides the cursor until the function that is given is called, and shows it in any case when the process ends, by whatever, or is
 * suspended (Ctrl-Z).
 * @param resumed called when the process goes on after that; others have used the terminal meanwhile
 */
export function hideCursor(output: Output, resumed: () => void, host: Host = process): () => void {
  const hide = (): void => void output.write(hidden)
  const show = (): void => void output.write(shown)
  // Who stops the work ends the process in the end; where nobody does, a signal would end it without a word to us.
  const end = (signal: (typeof stopSignals)[number]): void => {
    if (host.listenerCount(signal) === 1) host.exit(signalStatus(signal))
  }
  const suspend = (): void => {
    show()
    host.off('SIGTSTP', suspend)
    host.kill(host.pid, 'SIGTSTP')
  }
  const resume = (): void => {
    host.off('SIGTSTP', suspend)
    host.on('SIGTSTP', suspend)
    hide()
    resumed()
  }
  hide()
  host.on('exit', show)
  host.on('SIGTSTP', suspend)
  host.on('SIGCONT', resume)
  for (const signal of stopSignals) host.on(signal, end)
  return () => {
    show()
    host.off('exit', show)
    host.off('SIGTSTP', suspend)
    host.off('SIGCONT', resume)
    for (const signal of stopSignals) host.off(signal, end)
  }
}
