import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Script } from 'node:vm'

/** A CommonJS module that was loaded from one file. */
export interface LoadedModule {
  readonly exports: unknown
  /** Keeps the code that V8 made of what ran until now, unless it came from there. */
  readonly keepCode: () => void
}

/**
 * Loads a CommonJS module of ASCII text with the code that V8 made of it at a former time: to compile a large one takes longer than most
 * commands do. It has no `import()`, which kept code cannot do before Node 22. V8 itself refuses code of another version of it, or of a text of another length; then, and where none was kept, it compiles anew.
 * @param kept the file with that code; whoever may write it can have a say in what runs, so it belongs beside the module
 */
export function loadWithCode(file: string, kept: string): LoadedModule {
  const text = readFileSync(file, 'latin1')
  const script = new Script(`(function (module, require, __filename) {${text}})`, {
    filename: file,
    cachedData: readIfThere(kept),
  })
  const module: { exports: unknown } = { exports: {} }
  const run = script.runInThisContext() as (...context: unknown[]) => void
  run(module, createRequire(file), file)
  return {
    exports: module.exports,
    keepCode: () => {
      if (script.cachedDataRejected !== false) keep(script.createCachedData(), kept)
    },
  }
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

/** Where it may not be written, the next run compiles again, as this one did. */
function keep(code: Uint8Array, file: string): void {
  const unfinished = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(unfinished, code)
    renameSync(unfinished, file)
  } catch {
    if (existsSync(unfinished)) rmSync(unfinished)
  }
}
