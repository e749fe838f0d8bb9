import { formatPlatform, type Platform } from '../core/platform.js'

const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY']

/**
 * The variables that every RUN sees without an ARG, and that no history shows (Dockerfile reference, "Predefined ARGs"): of the build's
 * arguments whose names are those of proxies in any case. Each is there in both cases; an empty one is none.
 */
export function proxyVariables(buildArgs: ReadonlyMap<string, string>): [name: string, value: string][] {
  const given = new Map([...buildArgs].map(([name, value]) => [name.toUpperCase(), value]))
  return proxies.flatMap((name): [string, string][] => {
    const value = given.get(name)
    return value
      ? [
          [name, value],
          [name.toLowerCase(), value],
        ]
      : []
  })
}

/**
 * The arguments that BuildKit defines (Dockerfile reference, "Automatic platform ARGs in the global scope"): FROM sees them, a stage
 * only after an ARG of that name. An argument of the build of the same name wins.
 */
export function platformArgs(
  target: Platform,
  build: Platform,
  stage: string,
  buildArgs: ReadonlyMap<string, string>,
): Map<string, string> {
  const defined = new Map([
    ...described('BUILD', build),
    ...described('TARGET', target),
    ['TARGETSTAGE', stage] as const,
  ])
  for (const name of defined.keys()) {
    const given = buildArgs.get(name)
    if (given !== undefined) defined.set(name, given)
  }
  return defined
}

/** Whether an argument of the build means something though no ARG names it. */
export function isPredefined(name: string): boolean {
  return (
    proxies.includes(name.toUpperCase()) ||
    /^(BUILD|TARGET)(PLATFORM|OS|OSVERSION|ARCH|VARIANT)$|^TARGETSTAGE$|^SOURCE_DATE_EPOCH$|^BUILDKIT_/.test(name)
  )
}

function described(prefix: string, platform: Platform): (readonly [string, string])[] {
  return [
    [`${prefix}PLATFORM`, formatPlatform(platform)],
    [`${prefix}OS`, platform.os],
    [`${prefix}OSVERSION`, ''],
    [`${prefix}ARCH`, platform.architecture],
    [`${prefix}VARIANT`, platform.variant ?? ''],
  ]
}
