import type { ByteString } from '../../../core/bytes.js'
import type { RegularFile } from '../../../rootfs/node.js'
import type { FileSystem } from '../fileSystem.js'

/** Whose implementation of a program an image has: a shell's own (`dash`, `bash`, `busybox`) or that of a package. */
export type Family = 'busybox' | 'dash' | 'bash' | 'coreutils' | 'shadow' | 'adduser'

/** What a program reads as its standard input. */
export interface Input {
  /** All that is left of it; whoever reads next finds nothing. @throws NotUnderstood where that is too much to hold */
  readAll(): Promise<Uint8Array>
}

/** One call of a program, or of a shell's builtin. */
export interface Invocation {
  /** The tree as the program finds it, with its working directory and umask. */
  readonly files: FileSystem
  /** What the program was called, without its folder. */
  readonly name: ByteString
  /** Without the program's name. */
  readonly args: readonly ByteString[]
  /** Which implementation is asked for. An applet that does not know how it behaves throws NotUnderstood. */
  readonly family: Family
  /** What is exported. */
  readonly env: ReadonlyMap<ByteString, ByteString>
  readonly input: Input
  /** The bytes of a file of the tree. @throws NotUnderstood where they are too many to hold */
  readonly read: (file: RegularFile) => Promise<Uint8Array>
  /** Writes to standard output, which may be a file of the tree. */
  readonly print: (text: ByteString) => void
  /**
   * Tells that the program writes an error message now, whose text nobody sees; after it, the applet may go on and return the status of
   * failure as the real program does. @throws NotUnderstood unless standard error is /dev/null
   */
  readonly complain: () => void
}

/**
 * A program's effect on a tree, exactly as the real one of that family has it. Returns the exit status, where another one than 0 is an
 * answer (`test`, `false`) and not an error, or follows `complain`. @throws NotUnderstood for all else, above all wherever the real program would print an error
 */
export type Applet = (invocation: Invocation) => number | Promise<number>
