import { OciPackError } from '../core/errors.js'
import type { Dockerfile } from './instruction.js'
import { withoutTrailing } from './lines.js'

const names = ['syntax', 'escape', 'check'] as const
type Name = (typeof names)[number]

/** The white space around a directive's parts, which is that of ASCII alone. */
const blanks = '\t\f\r '
const directive = new RegExp(`^#[${blanks}]*([A-Za-z][A-Za-z0-9]*)[${blanks}]*=[${blanks}]*([^${blanks}][^]*)$`)

/** Reads parser directives (Dockerfile reference, "Parser directives") for as long as nothing else has been seen. */
export class Directives {
  readonly #values = new Map<Name, string>()
  #over = false

  /** The escape character in force. */
  get escape(): '\\' | '`' {
    return this.#values.get('escape') === '`' ? '`' : '\\'
  }

  /** Looks at a line, its leading white space gone; gives whether it is a directive. @throws OciPackError `dockerfile` on a repeated directive or a bad escape */
  see(line: string): boolean {
    if (this.#over) return false
    const [, written, value] = directive.exec(withoutTrailing(line, blanks)) ?? []
    const name = names.find((known) => known === written?.toLowerCase())
    if (name === undefined || value === undefined) {
      this.#over = true
      return false
    }
    if (this.#values.has(name))
      throw new OciPackError('dockerfile', `only one ${name} directive may be given`, { hint: 'Leave this line out.' })
    if (name === 'escape' && value !== '\\' && value !== '`') {
      throw new OciPackError('dockerfile', `the escape character ${JSON.stringify(value)} is not allowed`, {
        hint: 'It is a backslash or a backtick.',
      })
    }
    this.#values.set(name, value)
    return true
  }

  result(): Dockerfile['directives'] {
    const syntax = this.#values.get('syntax')
    const check = this.#values.get('check')
    return { escape: this.escape, ...(syntax !== undefined && { syntax }), ...(check !== undefined && { check }) }
  }
}
