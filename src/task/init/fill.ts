/** A file of a template, or of the Task that is made from it. */
export interface TemplateFile {
  /** Below the Task's folder, with slashes. */
  readonly path: string
  readonly content: Uint8Array
}

/** Files whose names begin with a dot mean something to git, npm and CI where they lie: templates have another beginning. */
const dot = /(^|\/)dot-/g

/** The file that a template stands for: what it says is `{{name}}` is put in, and `dot-gitignore` is called `.gitignore`. */
export function fillTemplate({ path, content }: TemplateFile, values: ReadonlyMap<string, string>): TemplateFile {
  return { path: path.replace(dot, '$1.'), content: filled(content, values) }
}

/** Byte for byte, for a template may be an image; what stands in braces and is none of the values stays. */
function filled(content: Uint8Array, values: ReadonlyMap<string, string>): Uint8Array {
  const text = Buffer.from(content).toString('latin1')
  const put = text.replace(/\{\{(\w+)\}\}/g, (written, name: string) => values.get(name) ?? written)
  return Buffer.from(put, 'latin1')
}
