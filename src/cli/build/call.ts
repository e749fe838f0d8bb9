import { OciPackError } from '../../core/errors.js'
import { nearestOrAll } from '../../dockerfile/suggest.js'
import type { Api } from '../api.js'
import { csvFields } from '../flags/csv.js'
import { type Io, print } from '../io.js'
import { outlineFacts, outlineText, targetsFacts, targetsText } from '../plan/outlineText.js'
import { planned } from '../plan/runPlan.js'
import { runDockerfileCheck } from './checkDockerfile.js'
import type { BuildFlags } from './request.js'
import { runBuild } from './runBuild.js'

/** What `--call` asks for in place of a build. */
export const callMethods = ['build', 'check', 'outline', 'targets'] as const
export type CallMethod = (typeof callMethods)[number]

export interface Call {
  readonly method: CallMethod
  readonly format: 'text' | 'json'
}

/** Reads the value of `--call`: `METHOD[,format=text|json]`. @throws OciPackError `usage` */
export function parseCall(text: string): Call {
  const [name = '', ...options] = csvFields(text)
  const method = callMethods.find((known) => known === name)
  if (!method) {
    throw new OciPackError('usage', `--call: there is no method ${JSON.stringify(name)}`, {
      hint: nearestOrAll(name, callMethods),
    })
  }
  const option = options.find((field) => !/^format=(text|json)$/.test(field))
  if (option !== undefined) {
    throw new OciPackError('usage', `--call: unknown option ${JSON.stringify(option)}`, {
      hint: 'Write format=text or format=json.',
    })
  }
  return { method, format: options.at(-1) === 'format=json' ? 'json' : 'text' }
}

/** What is asked for: a build unless said; `--check` is `--call check`. */
export function callOf({ check = false, call = { method: 'build', format: 'text' } }: BuildFlags): Call {
  return check ? { ...call, method: 'check' } : call
}

/** Does what the flags ask for, a build or what `--call` names in its place; gives the exit status. */
export async function runCall(context: string, flags: BuildFlags, io: Io, api: Api): Promise<number> {
  const { method, format } = callOf(flags)
  switch (method) {
    case 'build':
      return runBuild(context, flags, io, api)
    case 'check':
      return runDockerfileCheck(context, flags, format, io, api)
    case 'outline':
    case 'targets': {
      const { text, facts } = views[method]
      // Whatever is the base, the targets are the same.
      return planned(context, flags, method === 'outline', io, api, async (report) => {
        await print(io.stdout, format === 'json' ? `${JSON.stringify(facts(report), null, 2)}\n` : text(report))
        return 0
      })
    }
  }
}

const views = {
  outline: { text: outlineText, facts: outlineFacts },
  targets: { text: targetsText, facts: targetsFacts },
}
