import type { Applet } from './applet.js'
import { cat } from './cat.js'
import { chmod } from './chmod.js'
import { chgrp, chown } from './chown.js'
import { cp } from './cp.js'
import { echo } from './echo.js'
import { install } from './install.js'
import { ln } from './ln.js'
import { mkdir } from './mkdir.js'
import { mv } from './mv.js'
import { basename, dirname, readlink, realpath } from './paths.js'
import { printf } from './printf.js'
import { rm, rmdir } from './remove.js'
import { test } from './test.js'
import { touch } from './touch.js'
import * as busybox from './users/busybox.js'
import * as debian from './users/debian.js'
import { groupadd } from './users/groupadd.js'
import { useradd } from './users/useradd.js'
import { usermod } from './users/usermod.js'

const files = { cat, chgrp, chmod, chown, cp, install, ln, mkdir, mv, rm, rmdir, touch }
const texts = { basename, dirname, echo, printf, readlink, realpath, test, '[': test, true: () => 0, false: () => 1 }
const users = {
  addgroup: byFamily(busybox.addgroup, debian.addgroup),
  adduser: byFamily(busybox.adduser, debian.adduser),
  groupadd,
  useradd,
  usermod,
}

/** The programs that are understood, by name. */
export const applets: ReadonlyMap<string, Applet> = new Map(Object.entries({ ...files, ...texts, ...users }))

/** Two programs of one name have nothing in common but that. */
function byFamily(ofBusybox: Applet, ofDebian: Applet): Applet {
  return (call) => (call.family === 'adduser' ? ofDebian(call) : ofBusybox(call))
}
