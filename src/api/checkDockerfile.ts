import { advise } from '../build/advice/advise.js'
import { type CheckedBuild, checkBuild } from '../build/checks.js'
import type { OciPackError } from '../core/errors.js'
import { type Finding, passes } from '../core/finding.js'
import { hostPlatform } from '../core/host/hostPlatform.js'
import { defaultPlatform } from '../core/platform.js'
import { contextName } from '../dockerfile/contextName.js'
import { lintOptions, lintUpToFault, type LintReport } from '../dockerfile/lint/lint.js'
import { findingAt, inOrder } from '../dockerfile/lint/report.js'
import { planBuild } from '../dockerfile/plan.js'
import { buildTimes } from '../rootfs/times.js'
import { buildArgs } from './buildArgs.js'
import { contextPlace } from './context/place.js'
import { connect } from './lock/connect.js'
import { type Opened, withOpened } from './opened.js'
import type { BuildOptions, DockerfileReport } from './options.js'
import { platformsOf } from './platforms.js'
import { imagesOf } from './puller.js'
import { secretReaders } from './secrets.js'
import { imageConfigs } from './survey.js'

/**
 * BuildKit's build checks of a Dockerfile, of which nothing is built: what `oci-pack build --check` tells. Base images are looked up, their
 * files are not. What is wrong with the Dockerfile is a finding as well. @throws OciPackError for what keeps it from being looked at
 */
export async function checkDockerfile(options: BuildOptions): Promise<DockerfileReport> {
  return withSubject(options, true, async (subject) => {
    const { file } = subject.dockerfile
    const found: Finding[] = []
    for (const { platform } of platformsOf(options)) {
      const { findings, fault } = await checked({ ...subject, platform })
      found.push(...findings, ...(fault ? [faultFinding(fault, file)] : []))
    }
    const all = once(found)
    return { file, passes: passes(all), findings: all }
  })
}

/** What several platforms have in common is told once. */
function once(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()]
}

/**
 * The same for one platform, with the advice of `oci-pack check`, and what is wrong with the Dockerfile kept apart. @param lookUp whether base images are
 * looked up @throws OciPackError
 */
export async function checkWithAdvice(options: BuildOptions, lookUp: boolean): Promise<LintReport & { file: string }> {
  return withSubject(options, lookUp, async (subject) => {
    const { dockerfile } = subject
    const { file } = dockerfile
    const { findings, fault } = await checked(subject)
    if (fault) return { file, findings, fault }
    const namedContexts = new Set(subject.namedContexts.keys())
    const advised = advise(planBuild(dockerfile, { ...subject, buildPlatform: hostPlatform, namedContexts }), {
      options: lintOptions(dockerfile, subject.buildArgs),
      ignores: subject.ignore !== undefined,
      namedContexts,
    })
    return { file, findings: inOrder([...findings, ...advised]), fault }
  })
}

/** What is checked, and how its base images are opened. */
interface Subject extends CheckedBuild, Pick<Opened, 'fault'> {
  readonly open: Parameters<typeof checkBuild>[1]
}

async function withSubject<T>(
  options: BuildOptions,
  lookUp: boolean,
  use: (subject: Subject) => Promise<T>,
): Promise<T> {
  const { target, env = process.env, buildContexts = {} } = options
  const [{ platform } = { platform: defaultPlatform }] = platformsOf(options)
  const args = buildArgs(options.buildArgs ?? {}, env)
  const place = await contextPlace(options.context)
  const open = {
    ...options,
    env,
    place,
    args,
    times: buildTimes(options.timestamp, env['SOURCE_DATE_EPOCH'], 0),
    secretReaders: await secretReaders(options.secrets ?? {}, env),
    buildContexts: lookUp ? buildContexts : {},
    ssh: {},
    upToFault: true,
  }
  const unopened = Object.keys(buildContexts).map((name) => [contextName(name), { kind: 'image' }] as const)
  return withOpened(
    open,
    (tools) => connect(options, place, tools),
    ({ dockerfile, fault, ignore, namedContexts, pull }) =>
      use({
        dockerfile,
        fault,
        ignore,
        target,
        buildArgs: args,
        platform,
        hostPlatform,
        allStages: target === undefined,
        namedContexts: lookUp ? namedContexts : new Map(unopened),
        open: lookUp ? imageConfigs(namedContexts, imagesOf(pull)) : () => Promise.resolve(undefined),
      }),
  )
}

async function checked({ fault, open, ...build }: Subject): Promise<LintReport> {
  const { dockerfile } = build
  return fault ? lintUpToFault({ dockerfile, fault }, build.buildArgs) : checkBuild(build, open)
}

/** The finding that a fault is. */
export function faultFinding({ message, location, hint }: OciPackError, file: string): Finding {
  if (location) return findingAt('dockerfile-error', 'error', location, message, hint)
  return { rule: 'dockerfile-error', severity: 'error', message, place: { file }, ...(hint !== undefined && { hint }) }
}
