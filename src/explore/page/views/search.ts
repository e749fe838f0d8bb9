import type { Model } from '../model.js'

/** The files below a folder whose name, or, where a `/` is searched for, whose path holds a text, whatever its case. */
export function found(model: Model, folder: number, query: string): number[] {
  const wanted = query.toLowerCase()
  const byPath = wanted.includes('/')
  const below = new Uint8Array(model.count)
  below[folder] = 1
  const files: number[] = []
  for (let file = folder + 1; file < model.count; file++) {
    if (!below[model.parent(file)]) continue
    below[file] = 1
    const text = byPath ? model.path(file) : model.name(file)
    if (text.toLowerCase().includes(wanted)) files.push(file)
  }
  return files
}
