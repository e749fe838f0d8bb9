/** What the user looks at. */
export interface State {
  /** The folder that is shown. */
  readonly folder: number
  /** The layer whose files alone are shown. */
  readonly layer: number | undefined
  /** The file whose details are shown. */
  readonly file: number | undefined
  readonly query: string
  readonly tab: string
}

export type Store = ReturnType<typeof createStore>

/** Holds the state, and tells who listens when it changes. */
export function createStore(initial: State) {
  let state = initial
  const listeners: ((state: State, before: State) => void)[] = []
  return {
    get: (): State => state,
    set(changes: Partial<State>): void {
      const before = state
      state = { ...state, ...changes }
      for (const listener of listeners) listener(state, before)
    },
    /** Calls back now and at each change. */
    watch(listener: (state: State, before: State | undefined) => void): void {
      listeners.push(listener)
      listener(state, undefined)
    },
  }
}
