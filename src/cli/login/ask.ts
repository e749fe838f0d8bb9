import { StringDecoder } from 'node:string_decoder'
import { OciPackError } from '../../core/errors.js'
import type { Output } from '../io.js'

/** The part of standard input that answers come from. */
export interface Keyboard {
  readonly isTTY?: boolean
  setRawMode(raw: boolean): unknown
  on(event: 'data', listener: (data: Buffer) => void): unknown
  on(event: 'end', listener: () => void): unknown
  off(event: 'data', listener: (data: Buffer) => void): unknown
  off(event: 'end', listener: () => void): unknown
  resume(): unknown
  pause(): unknown
}

/**
 * Asks a question on a terminal, and gives the line that is typed. What is typed to a secret one is not shown.
 * @throws OciPackError `aborted` where the user types Ctrl-C, or ends the input
 */
export function askTerminal(
  question: string,
  { secret = false }: { readonly secret?: boolean },
  keyboard: Keyboard,
  screen: Output,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder('utf8')
    let typed: string[] = []
    const end = (finish: () => void): void => {
      keyboard.off('data', read)
      keyboard.off('end', stop)
      keyboard.setRawMode(false)
      keyboard.pause()
      screen.write('\n')
      finish()
    }
    const stop = (): void => end(() => reject(new OciPackError('aborted', 'stopped: nothing was typed')))
    const read = (data: Buffer): void => {
      for (const key of decoder.write(data)) {
        if (key === '\r' || key === '\n') return end(() => resolve(typed.join('')))
        // Ctrl-C and Ctrl-D, which a terminal in this mode leaves to us.
        if (key === '\x03' || (key === '\x04' && typed.length === 0)) return stop()
        if (key === '\x7f' || key === '\b') {
          if (!secret && typed.length > 0) screen.write('\b \b')
          typed = typed.slice(0, -1)
        } else if (key >= ' ') {
          typed.push(key)
          if (!secret) screen.write(key)
        }
      }
    }
    // Before the question: from it on, the terminal itself may show nothing.
    keyboard.setRawMode(true)
    keyboard.on('data', read)
    keyboard.on('end', stop)
    keyboard.resume()
    screen.write(question)
  })
}
