import type { Digest } from '../core/digest.js'
import type { Location } from '../core/errors.js'
import type { Cause } from './causes/cause.js'
import type { Aspect } from '../diff/files/aspects.js'
import type { FormDifference } from '../diff/form/compareForms.js'

/** A file that came out otherwise. */
export interface ReproducedFile {
  /** From the root on. A name that is no UTF-8 has U+FFFD for what is not. */
  readonly path: string
  /** In what it differs; `removed` where the first layer alone has it, `added` where the second does. */
  readonly what: readonly (Aspect | 'added' | 'removed')[]
  /** How it is in each of them, in short: the line that differs, the mode, the target. Not escaped. */
  readonly first?: string
  readonly second?: string
  /** The usual cause, where one is known. */
  readonly cause?: Cause
}

/** A step whose layers are not the same. */
export interface StepDifference {
  /** `os/architecture[/variant]` of the image. */
  readonly platform: string
  /** The instruction as it is written, without credentials; undefined for a layer of the base, or where it is not known. */
  readonly instruction?: string
  /** Where it stands in the Dockerfile. */
  readonly location?: Location
  /** The name of the stage, or its number. */
  readonly stage?: string
  readonly first: Digest
  readonly second: Digest
  /** The first of them, by path. */
  readonly files: readonly ReproducedFile[]
  /** How many files differ. */
  readonly count: number
  /** Where no file differs: in what the archives of them are written otherwise. */
  readonly form: readonly FormDifference['kind'][]
  /** Whether what is below differs too, so that this may follow from it. */
  readonly follows: boolean
}

/** A value of the configuration that is another. */
export interface ValueDifference {
  readonly platform: string
  /** Where it is: `config.Env.PATH`, `history 4.created`. */
  readonly at: string
  /** What makes it the same, where that is known. */
  readonly mend?: string
  /** As JSON; undefined where there is none. */
  readonly first?: string
  readonly second?: string
}

/** What was otherwise when an image was built a second time. */
export interface Conditions {
  /** What was another one, a clause each. */
  readonly varied: readonly string[]
  /** What every RUN gets alike wherever it is executed. */
  readonly fixed: readonly string[]
  /** What was the same, for it could not be varied here. */
  readonly notVaried: readonly string[]
}

/** What came of building an image again. `first` is what there was, `second` what was built to be compared with it. */
export interface ReproductionReport {
  /** Whether all is the same: every layer to its last byte, and the configuration. */
  readonly same: boolean
  /** The ids of the images that there were: the digests of their configurations. */
  readonly imageIds: readonly Digest[]
  /** In the order of the Dockerfile. */
  readonly steps: readonly StepDifference[]
  readonly configuration: readonly ValueDifference[]
  readonly conditions: Conditions
}
