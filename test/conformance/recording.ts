import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { FileSummary, ImageSummary } from '../support/imageSummary.js'

/** What a builder made of a case. */
export type Outcome = ImageSummary | Refusal

/** What a builder said where it refused to build. */
export interface Refusal {
  readonly refused: string
}

/** An image that was built, its tree told as what became of its base, and the changes of the layers that the base does not have. */
export interface Result extends Omit<ImageSummary, 'tree'> {
  /** The name of the base, where it has one. */
  readonly base: string | null
  /** Files of other than the base's content; null for a file of the base that is gone. */
  readonly tree: Readonly<Record<string, FileSummary | null>>
}

export type Recording = Result | Refusal

const folder = join(import.meta.dirname, 'recorded')

function pathOf(name: string): string {
  return join(folder, name + '.json')
}

/** What Docker made of a case; undefined where it was not recorded. */
export function readRecording(name: string): Recording | undefined {
  if (!existsSync(pathOf(name))) return undefined
  const value: unknown = JSON.parse(readFileSync(pathOf(name), 'utf8'))
  if (!isRecording(value)) throw new Error(`${pathOf(name)} is no recording`)
  return value
}

/** Keeps what Docker made of a case: keys in order, a line for each field and file. */
export function writeRecording(name: string, recording: Recording): void {
  mkdirSync(dirname(pathOf(name)), { recursive: true })
  writeFileSync(pathOf(name), print(recording, 0) + '\n')
}

/** Forgets all, so that no recording outlives its case. */
export function forgetRecordings(): void {
  rmSync(folder, { recursive: true, force: true })
}

function isRecording(value: unknown): value is Recording {
  return typeof value === 'object' && value !== null && ('refused' in value || 'tree' in value)
}

function print(value: unknown, depth: number): string {
  if (depth === 2 || !(value instanceof Object) || Object.keys(value).length === 0) return JSON.stringify(value)
  const indent = '  '.repeat(depth)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const lines = Array.isArray(value)
    ? value.map((item) => print(item, depth + 1))
    : Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => `${JSON.stringify(key)}: ${print(item, depth + 1)}`)
  return `${open}\n${lines.map((line) => `${indent}  ${line}`).join(',\n')}\n${indent}${close}`
}
