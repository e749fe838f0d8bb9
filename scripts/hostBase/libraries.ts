import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { type ElfNeeds, readElf } from './elf.js'

/** Where the loader looks when nothing else is said (ld.so(8)), on hosts with and without /lib64. */
const usualFolders = ['/lib64', '/usr/lib64', '/lib', '/usr/lib', '/usr/local/lib']

/** Finds shared libraries of this host as its dynamic loader would. */
export class LibraryFinder {
  readonly #folders = [...configuredFolders('/etc/ld.so.conf'), ...usualFolders]

  /**
   * Absolute paths of the libraries that the program or library at `path` names itself.
   * @param besides folders to look in where no usual one has it
   * @throws Error where one is missing
   */
  find(path: string, needs: ElfNeeds, besides: readonly string[]): string[] {
    const own = needs.folders.map((folder) => folder.replace(/\$ORIGIN|\$\{ORIGIN\}/g, dirname(path)))
    return needs.libraries.map((name) => {
      const folders = [...own, ...this.#folders, ...besides]
      const candidates = name.includes('/') ? [name] : folders.map((folder) => join(folder, name))
      const found = candidates.find((candidate) => isFor(candidate, needs.machine))
      if (!found)
        throw new Error(
          `${path} needs the library ${name}, which is in none of ${[...own, ...this.#folders].join(', ')}`,
        )
      return found
    })
  }
}

/** Whether a file is a library for a processor: a host may hold those of several. */
function isFor(path: string, machine: number): boolean {
  const file = readIfThere(path)
  return file !== undefined && readElf(file)?.machine === machine
}

/** The folders that /etc/ld.so.conf lists, with those of the files that it includes; none where there is no such file. */
function configuredFolders(file: string): string[] {
  const lines = (readIfThere(file)?.toString('utf8') ?? '').split('\n').map((line) => line.replace(/#.*/, '').trim())
  return lines.flatMap((line) => {
    const included = /^include\s+(.+)$/.exec(line)?.[1]
    if (included !== undefined) return matching(resolve(dirname(file), included)).flatMap(configuredFolders)
    return line.startsWith('/') ? [line] : []
  })
}

/** The files that a path stands for whose last part may hold `*`. */
function matching(pattern: string): string[] {
  const [before = '', after] = basename(pattern).split('*')
  if (after === undefined) return [pattern]
  const folder = dirname(pattern)
  return namesIn(folder)
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .sort()
    .map((name) => join(folder, name))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}
