/** Hears how far a step is, in bytes. */
export type Progress = (step: string, done: number, total: number) => void

/** Counts the bytes of a step, and tells of them. */
export function stepOf(progress: Progress, step: string, total: number): (bytes: number) => void {
  let done = 0
  return (bytes) => {
    done = Math.min(total, done + bytes)
    progress(step, done, total)
  }
}
