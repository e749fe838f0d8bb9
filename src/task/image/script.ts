import { baseName, type ByteString, textOfBytes } from '../../core/bytes.js'
import { reachIn, shownPath } from './container.js'
import type { Inspection } from './inspection.js'
import { locate, type Program, programAt } from './locate.js'
import type { Start } from './program.js'
import { readEnvArgument, type Shebang } from './shebang.js'

type CheckProgram = (program: Program, start: Start) => Promise<void>

/** Whether what the first line of a script asks for can be started. */
export async function checkScript(
  inspection: Inspection,
  script: Program,
  shebang: Shebang,
  start: Start,
  check: CheckProgram,
): Promise<void> {
  const { container, report } = inspection
  const { interpreter, argument } = shebang
  const shown = shownPath(script.path)
  if ((argument ?? interpreter).endsWith('\r')) {
    report.error(
      'image-program',
      `the first line of ${shown} ends in a carriage return, as Windows writes it, so Linux looks for an interpreter of another name`,
      'Save the script with line ends of Unix (LF); with Git, put "*.sh text eol=lf" into .gitattributes and check it out again.',
    )
    return
  }
  const found = programAt(container, interpreter, start.identity)
  if (found === undefined) return
  if ('message' in found) {
    const message = `${shown} asks for the interpreter ${textOfBytes(interpreter)}: ${found.message}`
    report.error('image-program', message, interpreterHint(inspection, interpreter) ?? found.hint)
    return
  }
  await check(found, { ...start, lenient: false, scripts: start.scripts + 1 })
  if (baseName(interpreter) === 'env' && argument !== undefined)
    await checkEnv(inspection, script, found, argument, check)
}

/** Where the interpreter is instead. */
function interpreterHint({ container }: Inspection, interpreter: ByteString): string | undefined {
  const name = baseName(interpreter)
  const elsewhere = locate(container, textOfBytes(name), container.user)
  if (elsewhere && 'file' in elsewhere)
    return `The image has ${shownPath(elsewhere.path)}: write #!/usr/bin/env ${textOfBytes(name)}.`
  const shell = reachIn(container, '/bin/sh')
  if (name === 'bash' && shell.kind === 'found')
    return 'Install bash, or begin with #!/bin/sh where the script needs nothing else of bash.'
  return undefined
}

async function checkEnv(
  inspection: Inspection,
  script: Program,
  env: Program,
  argument: ByteString,
  check: CheckProgram,
): Promise<void> {
  const { container, report } = inspection
  const shown = shownPath(script.path)
  const said = readEnvArgument(argument)
  if (said.kind === 'unknown') return
  if (said.kind === 'one-word') {
    report.error(
      'image-program',
      `${shown} begins with #!/usr/bin/env and several words, which env takes for the name of one program, ${JSON.stringify(textOfBytes(said.name))}`,
      `Write #!/usr/bin/env -S ${textOfBytes(said.name)}.`,
    )
    return
  }
  // Seen of BusyBox 1.35; another may have learnt it.
  if (said.split && baseName(env.path) === 'busybox') {
    report.warning(
      'image-program',
      `${shown} begins with env -S, which the env of BusyBox in this image does not know`,
      `Write the path of ${textOfBytes(said.name)} behind the #!, or install coreutils.`,
    )
    return
  }
  const found = locate(container, textOfBytes(said.name), container.user)
  if (found === undefined) return
  if ('message' in found)
    report.error('image-program', `${shown} asks for ${textOfBytes(said.name)}: ${found.message}`, found.hint)
  else await check(found, { identity: container.user, lenient: true, scripts: 0 })
}
