import { OciPackError } from '../../core/errors.js'
import { whichProgram } from '../../core/host/whichProgram.js'
import { programOf } from '../../registry/credentialHelper.js'
import { authSources } from '../../registry/credentials.js'
import { knownCredentials } from '../../registry/knownCredentials.js'
import { readHostSettings } from '../../registry/settings/files.js'
import { filesHelper } from '../../registry/settings/settings.js'
import type { Check } from './check.js'

type Env = Readonly<Record<string, string | undefined>>
const topic = 'credentials'

/** Which helpers and files hold credentials, and for which registries; no secret is looked at, and no helper asked. */
export async function credentialChecks(env: Env): Promise<Check[]> {
  const checks = await settingsChecks(env)
  for (const path of authSources(env)) {
    try {
      const known = await knownCredentials(path, env)
      if (!known) continue
      const hosts = [...known.hosts, ...(known.helper ? [`all that ${known.helper} has`] : [])]
      checks.push({ topic, good: true, finding: `${path}: ${hosts.join(', ') || 'none'}` })
      checks.push(...known.helpers.map((program) => helperCheck(program, path, env)))
    } catch (error) {
      if (!(error instanceof OciPackError)) throw error
      checks.push({ topic, good: false, finding: error.message, hint: `Mend ${path}: a build that pulls reads it.` })
    }
  }
  return checks.length > 0 ? checks : [{ topic, finding: 'none: registries are asked without' }]
}

/** The helpers that registries.conf lists. Where it cannot be read, that is told of with how registries are reached. */
async function settingsChecks(env: Env): Promise<Check[]> {
  const { helpers } = await readHostSettings(env).catch((error: unknown) => {
    if (error instanceof OciPackError) return { helpers: undefined }
    throw error
  })
  if (!helpers) return []
  const { file, names } = helpers
  const programs = names.filter((name) => name !== filesHelper).map((suffix) => programOf({ suffix }))
  const order = names.map((name) => (name === filesHelper ? 'the files' : programOf({ suffix: name })))
  return [
    { topic, good: true, finding: `${file}: asked are ${order.join(', then ')}` },
    ...programs.map((program) => helperCheck(program, file, env)),
  ]
}

/** Whether a helper can be asked. */
function helperCheck(program: string, file: string, env: Env): Check {
  const place = whichProgram(program, env['PATH'] ?? '')
  if (place !== undefined) return { topic, good: true, finding: `${program} is ${place}` }
  return {
    topic,
    good: false,
    finding: `${program} is in no folder of PATH`,
    hint: `${file} names this helper: install it, or take it out of the file.`,
  }
}
