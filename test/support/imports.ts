import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { transformSync } from 'esbuild'
import ts from 'typescript'

/** Source files by their path below the project, `src/core/bytes.ts` for one, with their text. */
export type Sources = ReadonlyMap<string, string>

/** Each TypeScript file below a folder of the project. */
export function readSources(root: string, folder: string): Sources {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  return new Map(files.sort().map((file) => [posix.join(folder, file), readFileSync(join(root, folder, file), 'utf8')]))
}

/** What a file names in `import`, `export … from` and `import()`: its own files by their path, packages by their name. */
export function importsOf(file: string, text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => {
    if (!fileName.startsWith('.')) return fileName
    return posix.join(posix.dirname(file), fileName).replace(/\.js$/, '.ts')
  })
}

/** The imports that are left once the types are taken away. */
export function runtimeImportsOf(file: string, text: string): string[] {
  const tsconfigRaw = { compilerOptions: { verbatimModuleSyntax: true } }
  return importsOf(file, transformSync(text, { loader: 'ts', tsconfigRaw }).code)
}

/** The first cycle in a graph, as the names on its way; undefined where there is none. */
export function findCycle(graph: ReadonlyMap<string, Iterable<string>>): string[] | undefined {
  const done = new Set<string>()
  const visit = (name: string, way: readonly string[]): string[] | undefined => {
    const seen = way.indexOf(name)
    if (seen >= 0) return [...way.slice(seen), name]
    if (done.has(name)) return undefined
    for (const next of graph.get(name) ?? []) {
      const cycle = visit(next, [...way, name])
      if (cycle) return cycle
    }
    done.add(name)
    return undefined
  }
  for (const name of graph.keys()) {
    const cycle = visit(name, [])
    if (cycle) return cycle
  }
  return undefined
}
