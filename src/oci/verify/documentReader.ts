import { isObject, type JsonObject } from '../portable/json.js'
import type { DocumentFault, Part } from './facts.js'
import { isLink, type Member, type Members } from './members.js'

/** Gives a member's JSON; undefined where it is none, or too large for a document. */
export type ReadJson<M extends Member> = (member: M) => Promise<unknown>

/** As many entries as all documents together may name, and bytes as all documents may have: a hostile archive may name one again and again. */
const maxEntries = 10_000
const maxBytes = 64 * 1024 * 1024

/** What is gathered while documents are read. */
export class DocumentReader<M extends Member = Member> {
  readonly members: Members<M>
  readonly faults: DocumentFault[] = []
  readonly missing = new Set<string>()
  readonly named = new Set<Member>()
  attestations = 0
  readonly #readJson: ReadJson<M>
  readonly #read = new Map<M, unknown>()
  #entries = 0
  #bytes = 0

  constructor(members: Members<M>, readJson: ReadJson<M>) {
    this.members = members
    this.#readJson = readJson
  }

  /** The object in a file; undefined, and a fault, where there is none. */
  async object(name: string): Promise<JsonObject | undefined> {
    const value = await this.json(name)
    if (isObject(value)) return value
    this.fault(name, 'it is no JSON object')
    return undefined
  }

  async json(name: string): Promise<unknown> {
    const member = this.members.find(name)
    if (!member) return undefined
    this.named.add(member)
    if (this.#read.has(member)) return this.#read.get(member)
    this.#bytes += member.size
    if (this.#bytes > maxBytes) return undefined
    const value = await this.#readJson(member)
    this.#read.set(member, value)
    return value
  }

  /** Counts an entry of a document; false, and a fault, where there are too many to be looked at. */
  enter(name: string): boolean {
    this.#entries += 1
    if (this.#entries === maxEntries) this.fault(name, `the documents name more than ${maxEntries} images`)
    return this.#entries < maxEntries
  }

  fault(name: string, message: string): void {
    this.faults.push({ name, message: `${name}: ${message}` })
  }

  part(name: string, descriptor?: Part['descriptor']): Part {
    const member = this.members.find(name)
    const written = this.members.named(name).at(-1)
    return {
      name,
      ...(descriptor ? { descriptor } : {}),
      ...(member ? { member } : {}),
      ...(written && isLink(written) ? { link: written.type === 'link' ? 'link' : 'symlink' } : {}),
    }
  }
}
