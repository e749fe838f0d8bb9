import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { readElf } from './elf.js'
import { LibraryFinder } from './libraries.js'

/** A file of the base, by its absolute path. All belong to root. */
export type BaseFile =
  | { readonly type: 'directory'; readonly mode: number }
  | { readonly type: 'file'; readonly mode: number; readonly content: Buffer }
  | { readonly type: 'symlink'; readonly target: string }

/** As many links as Linux follows in one path. */
const maxLinks = 40

/** Collects files of this host with all that they need to run: the links on the way, the loader and the libraries. */
export class HostFiles {
  readonly files = new Map<string, BaseFile>()
  readonly #libraries = new LibraryFinder()

  /**
   * Adds what a path leads to, in the layout that the host has.
   * @param besides folders with libraries that the loader is told of only when the program starts
   * @throws Error where it is missing
   */
  add(path: string, besides: readonly string[] = []): void {
    const real = this.#addLinks(path)
    if (this.files.has(real)) return
    const stats = lstatSync(real)
    if (stats.isDirectory()) {
      this.files.set(real, { type: 'directory', mode: 0o755 })
      return
    }
    const content = readFileSync(real)
    // Who may read and run it, as on the host; nobody may write, and no program runs as its owner.
    this.files.set(real, { type: 'file', mode: (stats.mode & 0o555) | 0o200, content })
    const needs = readElf(content)
    if (!needs) return
    if (needs.interpreter !== undefined) this.add(needs.interpreter)
    for (const library of this.#libraries.find(real, needs, besides)) this.add(library, besides)
  }

  /** Adds a folder with all that is in it; links that lead to nothing on this host are left out. @throws Error where it is missing */
  addAll(folder: string): void {
    const folders = new Set<string>()
    const files: string[] = []
    const collect = (path: string): void => {
      const real = this.#addLinks(path)
      if (!lstatSync(real).isDirectory()) return void files.push(real)
      if (folders.has(real)) return
      folders.add(real)
      for (const name of readdirSync(real)) if (existsSync(`${real}/${name}`)) collect(`${real}/${name}`)
    }
    collect(folder)
    for (const path of files) this.add(path, [...folders])
  }

  /** Adds the directories and the links that a path goes through; returns where it ends. */
  #addLinks(path: string): string {
    const todo = path.split('/')
    let at = ''
    for (let links = 0; todo.length > 0;) {
      const name = todo.shift() ?? ''
      if (name === '' || name === '.') continue
      if (name === '..') {
        at = parentOf(at)
        continue
      }
      const here = `${at}/${name}`
      const stats = lstatSync(here)
      if (stats.isSymbolicLink()) {
        if (++links > maxLinks) throw new Error(`too many symbolic links in ${path}`)
        const target = readlinkSync(here)
        this.files.set(here, { type: 'symlink', target })
        if (target.startsWith('/')) at = ''
        todo.unshift(...target.split('/'))
        continue
      }
      if (stats.isDirectory()) this.files.set(here, { type: 'directory', mode: 0o755 })
      at = here
    }
    return at
  }
}

function parentOf(path: string): string {
  const parent = dirname(path)
  return parent === '/' ? '' : parent
}
