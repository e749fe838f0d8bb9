import { baseName, bytesOfText } from '../../core/bytes.js'
import { argumentFile } from './argumentFile.js'
import { reachIn, shownPath } from './container.js'
import { type Inspection, useScript } from './inspection.js'
import { closedFolder, hidden, locate } from './locate.js'
import { byRuntime, byUser, checkProgram, type Start } from './program.js'
import { readShellWords } from './shellWords.js'

/** Whether what ENTRYPOINT and CMD say can be started. */
export async function checkCommand(inspection: Inspection): Promise<void> {
  const { container, report } = inspection
  if (container.argv.every((word) => word === '')) {
    const message = 'the image has neither ENTRYPOINT nor CMD, so there is nothing to start'
    report.error(
      'image-command',
      message,
      'Add a line such as ENTRYPOINT ["python", "/app/main.py"] to the Dockerfile.',
    )
    return
  }
  await checkWords(inspection, container.argv, byRuntime)
}

async function checkWords(inspection: Inspection, words: readonly string[], start: Start): Promise<void> {
  const { container, report } = inspection
  const [name = ''] = words
  const found = locate(container, name, start.identity)
  if (found === undefined) return
  if ('message' in found) {
    report.error('image-program', found.message, found.hint)
    return
  }
  await checkProgram(inspection, found, start)
  checkArgument(inspection, words)
  const text = shellText(words)
  if (text !== undefined) await checkShellText(inspection, text)
  const behind = behindInit(words)
  if (behind.length > 0) await checkWords(inspection, behind, byUser(container.user))
}

/** The text that a shell is given by `-c`. */
function shellText([name = '', ...words]: readonly string[]): string | undefined {
  const at = words.findIndex((word) => !/^(?:-[eux]*o?|pipefail)$/.test(word))
  return isShell(name) && /^-[eux]*c$/.test(words[at] ?? '') ? words[at + 1] : undefined
}

function isShell(name: string): boolean {
  return /^(?:sh|ash|dash|bash)$/.test(baseName(name))
}

async function checkShellText(inspection: Inspection, text: string): Promise<void> {
  const { container, report } = inspection
  if (/^\s*\[\s*['‘’“”]/.test(text)) {
    report.error(
      'image-command',
      `ENTRYPOINT or CMD is given to a shell as it stands, ${JSON.stringify(text)}, because it is a list without the quotes of JSON`,
      'Write it with double quotes: ["python", "main.py"].',
    )
    return
  }
  const read = readShellWords(text)
  if (!read) return
  if (read.whole) return checkWords(inspection, read.words, byUser(container.user))
  const found = locate(container, read.words[0] ?? '', container.user)
  if (found && 'message' in found) report.warning('image-program', found.message, found.hint)
}

/** The command that a small init, or env, starts in its turn. */
function behindInit([name = '', ...words]: readonly string[]): readonly string[] {
  const program = baseName(name)
  if (program === 'env') return /^[\w./+][\w./+-]*$/.test(words[0] ?? '') ? words : []
  if (!/^(?:tini|tini-static|dumb-init|catatonit)$/.test(program)) return []
  const at = words.findIndex((word) => !/^-[cgsvw]+$/.test(word))
  const behind = words.slice(words[at] === '--' ? at + 1 : Math.max(at, 0))
  return behind[0]?.startsWith('-') ? [] : behind
}

/** Whether the script that an interpreter is to execute is there. */
function checkArgument(inspection: Inspection, words: readonly string[]): void {
  const { container, report } = inspection
  const argument = argumentFile(words)
  if (argument === undefined) return
  const command = `${words[0] ?? ''} is to execute ${argument}`
  const reached = reachIn(container, bytesOfText(argument), { identity: container.user })
  switch (reached.kind) {
    case 'found':
      useScript(inspection, reached.path, reached.node)
      return
    case 'covered':
      if (reached.node) report.error('image-script', `${command}: ${hidden(reached).message}`, hidden(reached).hint)
      return
    case 'closed': {
      const { message, hint } = closedFolder(argument, reached.path)
      report.error('image-script', message, hint)
      return
    }
    default: {
      // Some shells look for a script in PATH too.
      if (isShell(words[0] ?? '') && !argument.includes('/') && isInPath(inspection, argument)) return
      const at = shownPath(reached.path)
      const problem = reached.kind === 'missing' ? `there is no ${at}` : `${at} is no folder or a circle of links`
      report.error(
        'image-script',
        `${command}, but ${problem}`,
        'Copy the script there in the Dockerfile, or correct its path; a relative one begins at WORKDIR.',
      )
    }
  }
}

function isInPath({ container }: Inspection, name: string): boolean {
  return container.path.some((folder) => reachIn(container, bytesOfText(`${folder}/${name}`)).kind === 'found')
}
