import type { Applet } from './applet.js'
import { chmod } from './chmod.js'
import { chown } from './chown.js'
import { ln, mkdir, touch } from './make.js'
import { rm, rmdir } from './remove.js'

/** The programs that are understood, by name. */
export const applets: ReadonlyMap<string, Applet> = new Map(
  Object.entries({ chmod, chown, ln, mkdir, rm, rmdir, touch, true: () => 0 }),
)
