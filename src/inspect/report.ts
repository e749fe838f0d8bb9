import { type ByteString, compareBytes, textOfBytes } from '../core/bytes.js'
import type { Node } from '../rootfs/node.js'
import { walk } from '../rootfs/tree.js'
import { type Efficiency, efficiencyOf } from './efficiency.js'
import type { Change, LayerSurvey, Survey } from './survey.js'

/** What a layer does, in figures. Directories are not counted: each layer names those that it goes through. */
export interface LayerFigures {
  /** Bytes of all files in it. */
  readonly unpacked: number
  /** How many of these bytes nobody sees in the image, since it or a later layer replaces or removes the files. */
  readonly hidden: number
  readonly added: number
  readonly changed: number
  readonly removed: number
}

/** A file of an image. */
export interface SizedFile {
  /** From the root, `/usr/bin/env`. Bytes that are not UTF-8 are shown as U+FFFD. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** The layer that made it what it is, counted from 1. */
  readonly layer: number
}

/** A file that a layer holds and nobody sees, or all those of a directory that were removed with it. */
export interface HiddenFiles extends SizedFile {
  /** How many files they are. */
  readonly files: number
  /** What became of them. */
  readonly by: 'replaced' | 'removed'
  /** By which layer, counted from 1. */
  readonly byLayer: number
}

/** What the files of an image's layers come to. */
export interface FileFigures extends Efficiency {
  /** Bytes of the files in all layers. */
  readonly unpacked: number
  /** Of these, what is seen in the image: a file with several names counts once. */
  readonly seen: number
  /** And what is not. */
  readonly hidden: number
  /** How many files, links and devices the image has. */
  readonly files: number
  readonly directories: number
  /** The largest first. */
  readonly biggest: readonly SizedFile[]
  /** What costs most and is seen nowhere, the largest first. */
  readonly wasteful: readonly HiddenFiles[]
}

/** Files that are named of each kind, unless said. */
const named = 10

/** The figures of each layer, the lowest first. */
export function layerFigures({ layers }: Survey): LayerFigures[] {
  return layers.map(({ changes, unpacked, hidden }) => {
    const count = (kind: Change['kind']): number =>
      changes.filter((change) => change.kind === kind && isFile(change)).length
    return { unpacked, hidden, added: count('added'), changed: count('changed'), removed: count('removed') }
  })
}

function isFile(change: Change): boolean {
  const node = change.kind === 'removed' ? change.before : change.node
  return node.type !== 'directory'
}

/** The figures of all layers together. @param most how many files are named of each kind */
export function fileFigures({ layers, tree, madeBy }: Survey, most = named): FileFigures {
  const seen = new Map<Node, SizedFile>()
  let files = 0
  let directories = 0
  for (const { path, node } of walk(tree)) {
    if (node.type === 'directory') directories++
    else files++
    if (node.type === 'file' && !seen.has(node)) seen.set(node, sizedFile(path, node.size, madeBy.get(path)))
  }
  const unpacked = sum(layers, (layer) => layer.unpacked)
  const hidden = sum(layers, (layer) => layer.hidden)
  return {
    ...efficiencyOf(layers.map(({ index }) => index.entries)),
    unpacked,
    seen: unpacked - hidden,
    hidden,
    files,
    directories,
    biggest: largest([...seen.values()], most),
    wasteful: largest(hiddenFiles(layers, seen), most),
  }
}

/** The files that were there once, with what became of them; one that has another name still is none. */
function hiddenFiles(layers: readonly LayerSurvey[], seen: ReadonlyMap<Node, SizedFile>): HiddenFiles[] {
  const made = new Map<ByteString, number>()
  const counted = new Set<Node>()
  const hidden = new Map<string, HiddenFiles>()
  for (const [number, { changes }] of layers.entries()) {
    let removed: ByteString | undefined
    for (const change of changes) {
      const { kind, path } = change
      if (removed !== undefined && !path.startsWith(`${removed}/`)) removed = undefined
      if (kind === 'removed' && change.before.type === 'directory') removed ??= path
      if (
        kind !== 'added' &&
        change.before.type === 'file' &&
        !seen.has(change.before) &&
        !counted.has(change.before)
      ) {
        counted.add(change.before)
        const by = kind === 'removed' ? 'removed' : 'replaced'
        const { size, ...file } = sizedFile(removed ?? path, change.before.size, made.get(path))
        const key = JSON.stringify([file.path, file.layer, number])
        const before = hidden.get(key) ?? { size: 0, files: 0 }
        hidden.set(key, { ...file, size: before.size + size, files: before.files + 1, by, byLayer: number + 1 })
      }
      made.set(path, number)
    }
  }
  return [...hidden.values()]
}

function sizedFile(path: string, size: number, layer = 0): SizedFile {
  return { path: `/${textOfBytes(path)}`, size, layer: layer + 1 }
}

function largest<T extends SizedFile>(files: readonly T[], most: number): T[] {
  const order = (a: T, b: T): number => b.size - a.size || compareBytes(a.path, b.path)
  return files
    .filter(({ size }) => size > 0)
    .sort(order)
    .slice(0, most)
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0)
}
