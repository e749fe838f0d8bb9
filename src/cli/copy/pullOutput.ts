import type { PullOptions } from '../../api/copy/options.js'
import { OciPackError } from '../../core/errors.js'
import { parseOutput } from '../flags/output.js'

/** Where a pulled image goes: `-o PATH`, `-o oci:FOLDER` and the like, or `-o type=docker|oci,dest=PATH` as of a build; and `--format`. @throws OciPackError `usage` */
export function pullOutput(
  output: string | undefined,
  format: 'docker' | 'oci' | undefined,
): Pick<PullOptions, 'output' | 'format'> {
  if (output === undefined || !/^(type|dest|tar)=/.test(output)) return { output, format }
  const parsed = parseOutput(output)
  const { type, compression } = parsed
  if (format !== undefined || compression || (type !== 'docker' && type !== 'oci'))
    throw new OciPackError(
      'usage',
      `--output ${output}: ${format ? '--format says the form too' : 'an image is pulled as it is'}`,
      {
        hint: 'Write --output PATH, or type=docker|oci,dest=PATH.',
      },
    )
  const { dest, tar } = parsed
  return { output: dest, format: type === 'oci' && tar === false ? 'oci-folder' : type }
}
