import { fromSystemError, systemError } from '../core/errors.js'

/** A stream that people or programs read: standard output or standard error. */
export interface Output {
  readonly isTTY?: boolean
  /** The terminal's size at this moment, in characters. */
  readonly columns?: number
  readonly rows?: number
  write(text: string | Uint8Array, done?: (error?: Error | null) => void): boolean
  /** A terminal tells when its size has changed. */
  on?(event: 'resize', listener: () => void): unknown
  off?(event: 'resize', listener: () => void): unknown
}

export type Env = Readonly<Record<string, string | undefined>>

/** What surrounds the command. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Env
}

/**
 * Writes a text, or bytes as they are, to its end. A reader that went away (`| head`) wants no more and is no error.
 * @throws OciPackError `io`, where the text could not be written
 */
export function print(output: Output, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    output.write(text, (error) => {
      if (!error || systemError(error).code === 'EPIPE') resolve()
      else reject(fromSystemError(error, 'writing the result'))
    })
  })
}
