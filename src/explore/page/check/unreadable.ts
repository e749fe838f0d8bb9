import { OciPackError } from '../../../core/errors.js'
import type { Check } from '../../data.js'

/** What holds no image, with all that was found wrong with it. */
export class Unreadable extends OciPackError {
  readonly check: Check

  constructor(message: string, check: Check, hint?: string) {
    super('format', message, hint === undefined ? {} : { hint })
    this.check = check
  }
}
