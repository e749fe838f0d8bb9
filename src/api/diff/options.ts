import type { Ignorable } from '../../diff/rules.js'
import type { ImageOptions } from '../images/withImage.js'

/** How two images are compared. */
export interface DiffOptions extends Omit<ImageOptions, 'name'> {
  /** What does not count. */
  readonly ignore?: readonly Ignorable[] | undefined
  /** Paths in the images; files at them and below them alone are compared then. */
  readonly paths?: readonly string[] | undefined
  /** Compare texts line by line; true unless said. */
  readonly text?: boolean | undefined
  /** Lines around each difference; 3 unless said. */
  readonly context?: number | undefined
  /** Tell the bytes around the first difference of contents. */
  readonly hex?: boolean | undefined
  /** Of how many files it is told how contents differ; 100 unless said. */
  readonly details?: number | undefined
}
