import { readParts, shownPath } from './container.js'
import { isElf } from './elf.js'
import { checkElfProgram } from './elfProgram.js'
import { type Inspection, use, useScript } from './inspection.js'
import type { Program } from './locate.js'
import { execute, type Identity, root } from './permission.js'
import { checkScript } from './script.js'
import { headLength, readShebang } from './shebang.js'

/** How a program is started. */
export interface Start {
  readonly identity: Identity
  /** Whether a file that the kernel refuses is then given to sh, as shells and env do. */
  readonly lenient: boolean
  /** How many scripts have led here, each as the interpreter of another. */
  readonly scripts: number
}

/** How the container's runtime starts it: still with root's rights over files, though the user of the image be another. */
export const byRuntime: Start = { identity: root, lenient: false, scripts: 0 }

/** How a shell or env starts it. */
export function byUser(identity: Identity): Start {
  return { identity, lenient: true, scripts: 0 }
}

/** As many scripts as Linux lets be each other's interpreters. */
const maxScripts = 5

/** Whether a program that is there and executable can be started: its format, its interpreter, its loader, its libraries. */
export async function checkProgram(inspection: Inspection, program: Program, start: Start): Promise<void> {
  const { report, container } = inspection
  const { path, file } = program
  use(inspection, path, execute)
  const head = await readParts(container.open, file, (readPart) => readPart(0, headLength))
  if (isElf(head)) return checkElfProgram(inspection, program, start)
  const shebang = readShebang(head)
  if (!shebang) {
    if (!start.lenient) tellNoFormat(inspection, program, head)
    return
  }
  if (start.scripts === maxScripts) {
    const message = `${shownPath(path)} is the interpreter of too many scripts that start each other`
    report.error('image-program', message, 'Name a real program as the interpreter of a script.')
    return
  }
  useScript(inspection, path, file)
  await checkScript(inspection, program, shebang, start, (interpreter, how) =>
    checkProgram(inspection, interpreter, how),
  )
}

function tellNoFormat({ report }: Inspection, { path, file }: Program, head: Uint8Array): void {
  const shown = shownPath(path)
  if (Buffer.from(head.subarray(0, 5)).equals(Buffer.from('\ufeff#!'))) {
    report.error(
      'image-program',
      `${shown} begins with a byte order mark before its #!, so Linux cannot start it (exec format error)`,
      'Save the file as UTF-8 without a byte order mark.',
    )
    return
  }
  const what = file.size === 0 ? 'empty' : 'neither a program of Linux nor a script that begins with #!'
  report.error(
    'image-program',
    `${shown} is ${what}, so it cannot be started (exec format error)`,
    'Begin a script with a line such as #!/bin/sh, or name its interpreter in ENTRYPOINT: ["sh", "script.sh"].',
  )
}
