import { type ByteString, bytesOfText, textOfBytes } from '../../core/bytes.js'
import type { Node, RegularFile } from '../../rootfs/node.js'
import { type Container, reachIn, shownPath } from './container.js'
import { execute, type Identity, may } from './permission.js'
import type { Reached } from './reach.js'

/** A program that was found, under the path that it was found by. */
export interface Program {
  readonly path: ByteString
  readonly file: RegularFile
}

/** Why there is no program to start: a sentence without its full stop, and what to do about it. */
export interface Absence {
  readonly message: string
  readonly hint: string
}

/** Finds the program that a command's first word names, as a process of `identity` would start it. Undefined where only a run can tell. */
export function locate(container: Container, word: string, identity: Identity): Program | Absence | undefined {
  const name = bytesOfText(word)
  return name.includes('/') ? programAt(container, name, identity) : programInPath(container, name, identity)
}

function programInPath(container: Container, name: ByteString, identity: Identity): Program | Absence | undefined {
  const found = container.path.map((folder) => reachIn(container, `${bytesOfText(folder)}/${name}`, { identity }))
  let notExecutable: ByteString | undefined
  for (const one of found) {
    if (one.kind !== 'found' || one.node.type !== 'file') continue
    if (may(identity, one.node, execute)) return { path: one.path, file: one.node }
    notExecutable ??= one.path
  }
  if (notExecutable !== undefined) return closedFile(notExecutable)
  const covered = found.find((one) => one.kind === 'covered')
  if (covered) return covered.node && hidden(covered)
  const shown = JSON.stringify(textOfBytes(name))
  const beside = name === '' ? undefined : reachIn(container, name)
  return {
    message: `the program ${shown} is in none of the folders of PATH, ${container.path.join(':')}`,
    hint:
      beside?.kind === 'found' && beside.node.type === 'file'
        ? `Write "./${textOfBytes(name)}" or ${shownPath(beside.path)}: a name without a slash is looked for in PATH alone.`
        : 'Correct the name, or install what has the program.',
  }
}

/** Finds a program by its path. */
export function programAt(container: Container, path: ByteString, identity: Identity): Program | Absence | undefined {
  const reached = reachIn(container, path, { identity })
  const shown = textOfBytes(path)
  const hint = 'Copy it there in the Dockerfile, or correct the path.'
  switch (reached.kind) {
    case 'covered':
      return reached.node && hidden(reached)
    case 'found':
      return executableFile(reached.path, reached.node, identity)
    case 'missing':
      return { message: missingMessage(shown, reached.path), hint }
    case 'no-folder':
      return { message: `${shown} cannot be found: ${shownPath(reached.path)} is not a folder`, hint }
    case 'closed':
      return closedFolder(shown, reached.path)
    case 'loop':
      return { message: `${shown} cannot be found: the links at ${shownPath(reached.path)} go round in a circle`, hint }
  }
}

function executableFile(path: ByteString, node: Node, identity: Identity): Program | Absence {
  if (node.type !== 'file') {
    const kind = node.type === 'directory' ? 'a folder' : 'no regular file'
    return { message: `${shownPath(path)} is ${kind}, not a program`, hint: 'Name the program itself.' }
  }
  return may(identity, node, execute) ? { path, file: node } : closedFile(path)
}

function missingMessage(shown: string, missing: ByteString): string {
  const at = shownPath(missing)
  return at === shown ? `${shown} is not in the image` : `${shown} is not in the image: there is no ${at}`
}

function closedFile(path: ByteString): Absence {
  const shown = shownPath(path)
  return {
    message: `${shown} is not executable for the user of the image`,
    hint: `Use COPY --chmod=755, or RUN chmod 755 ${shown}.`,
  }
}

/** What says that a folder keeps a user out. */
export function closedFolder(shown: string, folder: ByteString): Absence {
  return {
    message: `the user of the image cannot get to ${shown}: the folder ${shownPath(folder)} is closed to them`,
    hint: `Open the folder, such as by RUN chmod 755 ${shownPath(folder)}.`,
  }
}

/** What says that a file of the image cannot be seen in the container. */
export function hidden({ path, cover }: Extract<Reached, { kind: 'covered' }>): Absence {
  return {
    message: `${shownPath(path)} is hidden by the folder that is mounted on ${shownPath(cover)} when the Task runs`,
    hint: 'Put it elsewhere in the image.',
  }
}
