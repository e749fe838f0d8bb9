import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import type { Ended } from './command.js'
import { ociPack } from './exampleTask.js'
import { temporaryFolder } from './folder.js'

const base = temporaryFolder()
export const former = 'the former image'
let count = 0

/** A folder with a context, and in `out` an image of a former build. */
export class Place {
  readonly folder = join(base, String(count++))
  readonly context = join(this.folder, 'context')

  constructor(files: Readonly<Record<string, string | Buffer>>) {
    this.write('out/image.tar', former)
    mkdirSync(this.context)
    for (const [name, content] of Object.entries(files)) this.write(join('context', name), content)
  }

  write(name: string, content: string | Buffer): string {
    const path = join(this.folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }

  /** Builds, and sees that nothing of it is left: the former image as it was, no other file beside it, none of the store's work. */
  async fails(args: readonly string[] = [], context = 'context'): Promise<Ended> {
    const output = args.includes('-o') ? [] : ['-o', 'out/image.tar']
    const ended = await ociPack(['build', '-q', '--cache-dir', 'cache', ...output, ...args, context], {
      cwd: this.folder,
      env: { PATH: process.env['PATH'], HOME: this.folder },
    })
    expect(ended.stdout).toBe('')
    expect(ended.stderr).not.toMatch(/^ {4}at |fault of oci-pack/m)
    this.keptAll()
    return ended
  }

  keptAll(): void {
    expect(readdirSync(join(this.folder, 'out'))).toEqual(['image.tar'])
    expect(readFileSync(join(this.folder, 'out/image.tar'), 'utf8')).toBe(former)
    for (const name of ['work', 'ingest']) expect(list(join(this.folder, 'cache', name))).toEqual([])
  }
}

function list(folder: string): string[] {
  return statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder) : []
}

/** An error as it is shown: the message, the line of the Dockerfile if there is one, and what to do. */
export function shown(message: string, line?: [number, string], hint?: string): string {
  return [
    `error: ${message}`,
    ...(line ? [`context/Dockerfile:${line[0]}`, `${String(line[0]).padStart(4)} | >>> ${line[1]}`] : []),
    ...(hint === undefined ? [] : [`help: ${hint}`]),
    '',
  ].join('\n')
}
