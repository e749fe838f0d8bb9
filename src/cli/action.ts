import type { Api } from './api.js'
import type { Io } from './io.js'

/** What a command line asks for; gives the exit status. */
export type Action = (io: Io, api: Api) => Promise<number>

/** A command hands on what it was asked to do. */
export type Choose = (action: Action) => void
