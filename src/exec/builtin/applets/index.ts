import type { Applet } from './applet.js'
import { chmod } from './chmod.js'
import { chgrp, chown } from './chown.js'
import { ln } from './ln.js'
import { mkdir } from './mkdir.js'
import { rm, rmdir } from './remove.js'
import { touch } from './touch.js'

/** The programs that are understood, by name. */
export const applets: ReadonlyMap<string, Applet> = new Map(
  Object.entries({ chgrp, chmod, chown, ln, mkdir, rm, rmdir, touch, true: () => 0 }),
)
