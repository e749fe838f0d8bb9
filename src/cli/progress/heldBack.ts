/** Where lines go. */
export interface Lines {
  write(text: string): unknown
}

/** Nobody waits for less than so many milliseconds to be told of it. */
const patience = 5_000

/** Keeps what is written until it is clear that there is a wait: of what is over before nothing is ever shown. */
export function heldBack(output: Lines, now: () => number): Lines {
  const until = now() + patience
  let held = ''
  return {
    write: (text) => {
      held += text
      if (now() < until) return
      output.write(held)
      held = ''
    },
  }
}
