import type { Severity } from '../core/finding.js'
import type { FileFigures, LayerFigures } from '../inspect/report.js'
import type { Verdict } from '../oci/readers/reader.js'

/** All that the page shows of an image: plain data, so that it can stand in the page as JSON. Texts are as the image has them. */
export interface ExploreData {
  /** What was opened, as it was named. */
  readonly place: string
  readonly names: readonly string[]
  readonly imageId: string
  readonly platform: string
  readonly created: string | undefined
  /** The configuration's `config`. */
  readonly config: unknown
  readonly layers: readonly ExploredLayer[]
  /** All instructions in their order, those without a layer too. */
  readonly steps: readonly ExploredStep[]
  readonly files: FileTable
  readonly figures: FileFigures
  readonly previews: Previewed
  readonly checks: readonly Check[]
  /** Which programs take it. */
  readonly readers: readonly Verdict[]
}

export interface ExploredLayer extends LayerFigures {
  readonly digest: string
  readonly diffId: string
  /** Bytes as stored. */
  readonly size: number
}

export interface ExploredStep {
  readonly instruction: string | undefined
  /** The layer that it made, from 0. */
  readonly layer: number | undefined
}

/** What a file is: as `ls -l` writes it, and `h` for a further name of a file. */
export type Kind = 'd' | '-' | 'l' | 'h' | 'c' | 'b' | 'p'

/** The files of all layers together, a column a fact, parents first; the root is file 0, without a name. */
export interface FileTable {
  readonly name: readonly string[]
  readonly parent: readonly number[]
  /** A character each. */
  readonly kind: string
  /** Bytes; of a further name of a file, 0. */
  readonly size: readonly number[]
  readonly mode: readonly number[]
  readonly uid: readonly number[]
  readonly gid: readonly number[]
  /** Seconds since 1970. */
  readonly mtime: readonly number[]
  /** The layer that made it what it is, from 0; -1 for a directory that no layer names. */
  readonly layer: readonly number[]
  /** Where links lead, by file. */
  readonly target: Readonly<Record<number, string>>
}

/** How the contents of text files begin. */
export interface Previewed {
  readonly text: Readonly<Record<number, string>>
  /** Those of which `text` is not the whole. */
  readonly cut: readonly number[]
  /** How many text files there was no room for. */
  readonly leftOut: number
}

/** One question and its answer. */
export interface Check {
  readonly title: string
  /** The answer in a few words. */
  readonly verdict: string
  readonly state: 'good' | 'warning' | 'bad'
  readonly findings: readonly CheckFinding[]
  /** What was not looked at, or how to learn more. */
  readonly notes: readonly string[]
}

export interface CheckFinding {
  readonly severity: Severity
  readonly rule?: string | undefined
  readonly message: string
  readonly where?: string | undefined
  readonly hint?: string | undefined
  /** From 1. */
  readonly layer?: number | undefined
  /** The first entries that it is about. */
  readonly entries?: readonly string[]
  /** How many more there are. */
  readonly more?: number
}
