import { proxyVariables } from '../../dockerfile/predefined.js'
import { defaultPath } from '../../oci/config.js'
import type { PlannedMount, ReadyMount } from './mounts.js'

/** What the environment of a RUN is made of. */
export interface EnvironmentParts {
  /** What ENV and ARG have set. */
  readonly variables: ReadonlyMap<string, string>
  readonly buildArgs: ReadonlyMap<string, string>
  /** Of the user. */
  readonly home: string
  readonly planned: readonly PlannedMount[]
  readonly ready: readonly ReadyMount[]
}

/** The environment of a RUN, `NAME=value` each, as Docker makes it. PATH and HOME are there even where nothing sets them. */
export function environment({ variables, buildArgs, home, planned, ready }: EnvironmentParts): string[] {
  const environment = new Map([
    ...(variables.has('PATH') ? [] : [['PATH', defaultPath] as const]),
    ...given(planned),
    ...variables,
    ...proxyVariables(buildArgs),
    ...given(ready),
  ])
  // An empty one is as good as none.
  if (!environment.get('HOME')) environment.set('HOME', home)
  return [...environment].map(([name, value]) => `${name}=${value}`)
}

function given(mounts: readonly Pick<PlannedMount, 'variable'>[]): (readonly [string, string])[] {
  return mounts.flatMap(({ variable }) => (variable ? [variable] : []))
}
