import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fromSystemError } from '../../core/errors.js'
import { makeSecret } from './secret.js'
import type { Workplace } from './workplace.js'

/** What stands in an environment file as it is: one line, whose name begins none of the file's own marks. The reader takes 64 KiB a line. */
const plainLine = /^[^\s#=][^\s=]*=[^\r\n]{0,60000}$/

/** The flags that give a container its environment, `NAME=value` each; others on this machine see no value. @throws OciPackError `executor`, `aborted`, `io` */
export async function environmentFlags(env: readonly string[], place: Workplace): Promise<string[]> {
  const file = join(place.privateFolder, 'env')
  try {
    await writeFile(
      file,
      env
        .filter((line) => plainLine.test(line))
        .map((line) => `${line}\n`)
        .join(''),
      { mode: 0o600 },
    )
  } catch (error) {
    throw fromSystemError(error, `cannot write ${file}`)
  }
  const flags = ['--env-file', file]
  for (const [i, line] of env.filter((other) => !plainLine.test(other)).entries()) {
    const equals = line.indexOf('=')
    const secret = await makeSecret(place, `env-${i}`, Buffer.from(line.slice(equals + 1)))
    flags.push('--secret', `${secret},type=env,target=${line.slice(0, equals)}`)
  }
  return flags
}
