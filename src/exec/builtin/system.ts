import type { ByteString } from '../../core/bytes.js'
import type { RegularFile } from '../../rootfs/node.js'
import type { Family } from './applets/applet.js'
import type { Budget } from './budget.js'
import type { FileSystem } from './fileSystem.js'
import type { Streams } from './shell/streams.js'

/** A program to be executed. */
export interface Call {
  /** Never empty. */
  readonly argv: readonly ByteString[]
  readonly env: ReadonlyMap<string, ByteString>
  readonly streams: Streams
}

/** What all processes of a RUN share. */
export interface System {
  readonly files: FileSystem
  readonly budget: Budget
  /** Files by their absolute paths that are mounted over the tree, to be executed. */
  readonly mounted: ReadonlyMap<ByteString, RegularFile>
  /** The clean paths of files that are open for writing. */
  readonly written: Set<ByteString>
  /** The bytes of a file of the tree. @throws NotUnderstood where they are too many to hold, or change meanwhile */
  readonly read: (file: RegularFile) => Promise<Uint8Array>
  /** Calls the applet of a name, as a family has it. @throws NotUnderstood */
  readonly invoke: (name: ByteString, family: Family, call: Call) => Promise<number>
  /** Executes a program of the image and gives its exit status. @throws NotUnderstood */
  readonly execute: (call: Call) => Promise<number>
}
