import { advise } from '../build/advice/advise.js'
import { type CheckedBuild, checkBuild } from '../build/checks.js'
import type { OciPackError } from '../core/errors.js'
import { type Finding, passes } from '../core/finding.js'
import { hostPlatform } from '../core/host/hostPlatform.js'
import { defaultPlatform, parsePlatform } from '../core/platform.js'
import { contextName } from '../dockerfile/contextName.js'
import { lintOptions, lintUpToFault, type LintReport } from '../dockerfile/lint/lint.js'
import { findingAt, inOrder } from '../dockerfile/lint/report.js'
import type { ParsedUpToFault } from '../dockerfile/parse.js'
import { planBuild } from '../dockerfile/plan.js'
import { buildTimes } from '../rootfs/times.js'
import { buildArgs } from './build.js'
import { contextIgnore, readUpToFault } from './context/folder.js'
import { namedContexts } from './namedContexts.js'
import type { BuildOptions, DockerfileReport } from './options.js'
import { registryPuller } from './puller.js'
import { withStore } from './withStore.js'

/**
 * BuildKit's build checks of a Dockerfile, of which nothing is built: what `oci-pack build --check` tells. Base images are looked up, their
 * files are not. What is wrong with the Dockerfile is a finding as well. @throws OciPackError for what keeps it from being looked at
 */
export async function checkDockerfile(options: BuildOptions): Promise<DockerfileReport> {
  const subject = await subjectOf(options)
  const { findings, fault } = await checked(subject, options, true)
  const { file } = subject.read.dockerfile
  const all = fault ? [...findings, faultFinding(fault, file)] : findings
  return { file, passes: passes(all), findings: all }
}

/**
 * The same with the advice of `oci-pack check`, and what is wrong with the Dockerfile kept apart. @param lookUp whether base images are
 * looked up @throws OciPackError
 */
export async function checkWithAdvice(options: BuildOptions, lookUp: boolean): Promise<LintReport & { file: string }> {
  const subject = await subjectOf(options)
  const { dockerfile } = subject.read
  const { findings, fault } = await checked(subject, options, lookUp)
  if (fault) return { file: dockerfile.file, findings, fault }
  const namedContexts = new Set(Object.keys(options.buildContexts ?? {}))
  const plan = planBuild(dockerfile, { ...subject, buildPlatform: hostPlatform, namedContexts })
  const advised = advise(plan, {
    options: lintOptions(dockerfile, subject.buildArgs),
    ignores: subject.ignore !== undefined,
    namedContexts,
  })
  return { file: dockerfile.file, findings: inOrder([...findings, ...advised]), fault }
}

/** What is checked. */
interface Subject extends Pick<CheckedBuild, 'target' | 'buildArgs' | 'platform' | 'ignore'> {
  readonly read: ParsedUpToFault
}

async function subjectOf({ context, file, env = process.env, ...options }: BuildOptions): Promise<Subject> {
  return {
    read: await readUpToFault(context, file),
    target: options.target,
    buildArgs: buildArgs(options.buildArgs ?? {}, env),
    platform: options.platform === undefined ? defaultPlatform : parsePlatform(options.platform),
    ignore: await contextIgnore(context, file),
  }
}

async function checked({ read, ...subject }: Subject, options: BuildOptions, lookUp: boolean): Promise<LintReport> {
  if (read.fault) return lintUpToFault(read, subject.buildArgs)
  const { dockerfile } = read
  const build = { ...subject, dockerfile, hostPlatform, allStages: subject.target === undefined }
  const { env = process.env, buildContexts = {} } = options
  if (!lookUp) {
    const contexts = new Map(Object.keys(buildContexts).map((name) => [name, { kind: 'image' }] as const))
    return checkBuild({ ...build, namedContexts: contexts }, () => Promise.resolve(undefined))
  }
  return withStore({ ...options, env }, async (store) => {
    const { onEvent: emit = () => undefined, signal = new AbortController().signal } = options
    const pull = registryPuller({ ...options.registry }, { store, env, emit, signal })
    const times = buildTimes(options.timestamp, env['SOURCE_DATE_EPOCH'], 0)
    const contexts = await namedContexts(buildContexts, times, store, pull)
    return checkBuild({ ...build, namedContexts: contexts }, async (reference, platform) => {
      const named = contexts.get(contextName(reference))
      return (await (named?.kind === 'image' ? named.open(platform) : pull(reference, platform))).config
    })
  })
}

/** The finding that a fault is. */
export function faultFinding({ message, location, hint }: OciPackError, file: string): Finding {
  if (location) return findingAt('dockerfile-error', 'error', location, message, hint)
  return { rule: 'dockerfile-error', severity: 'error', message, place: { file }, ...(hint !== undefined && { hint }) }
}
