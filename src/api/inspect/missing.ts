import { OciPackError } from '../../core/errors.js'

/** The error that says that an image has nothing at a path. */
export function missing(place: string, path: string): OciPackError {
  return new OciPackError('not-found', `there is no ${path} in ${place}`, {
    hint: 'oci-pack why tells whether a layer has removed it; oci-pack inspect --layer shows what is in one.',
  })
}
