import { OciPackError } from '../../core/errors.js'
import type { Finding } from '../../core/finding.js'
import type { Dockerfile } from '../instruction.js'
import type { ParsedUpToFault } from '../parse.js'
import { planBuild } from '../plan.js'
import { type LintOptions, parseLintOptions } from './options.js'
import { Findings, type Report } from './report.js'
import type { LintRequest } from './request.js'
import { checkFromCasing, checkInstructionCasing } from './rules/casing.js'
import { checkDefaultArguments, checkFromArguments } from './rules/from.js'
import { checkContinuations, checkDescriptions, checkMaintainers } from './rules/lines.js'
import { checkStageNames } from './rules/stageNames.js'
import { checkStages } from './stages.js'

/** What the checks found, and the fault that ended them where one did. */
export interface LintReport {
  /** In the order of their lines. */
  readonly findings: readonly Finding[]
  readonly fault: OciPackError | undefined
}

/**
 * BuildKit's build checks (Docker documentation, "Build checks"): the same rules at the same lines. One that could not be built is checked
 * up to what is wrong with it.
 */
export function lint(dockerfile: Dockerfile, request: LintRequest): LintReport {
  return collected(dockerfile, request.buildArgs, (report) => {
    checkAsRead(dockerfile, report)
    checkStageNames(dockerfile, report)
    checkInstructionCasing(dockerfile, report)
    checkDefaultArguments(dockerfile, request, report)
    checkFromArguments(dockerfile, request, report)
    checkStages(dockerfile, planBuild(dockerfile, request), request, report)
  })
}

/** The checks of a Dockerfile that cannot be read to its end: those that are done while it is read. */
export function lintUpToFault(
  { dockerfile, fault }: Omit<ParsedUpToFault, 'text'>,
  buildArgs: LintRequest['buildArgs'],
): LintReport {
  const report = collected(dockerfile, buildArgs, (tell) => checkAsRead(dockerfile, tell))
  return { ...report, fault: report.fault ?? fault }
}

/** What the directive `check` asks for, or BUILDKIT_DOCKERFILE_CHECK, an argument of the build, in its place. @throws OciPackError `dockerfile` on an option that is none */
export function lintOptions({ directives }: Dockerfile, buildArgs: LintRequest['buildArgs']): LintOptions {
  // The directive ends at a blank, as BuildKit reads it.
  const [written = ''] = directives.check?.split(' ', 1) ?? []
  return parseLintOptions(buildArgs.get('BUILDKIT_DOCKERFILE_CHECK') ?? written)
}

function checkAsRead(dockerfile: Dockerfile, report: Report): void {
  checkContinuations(dockerfile, report)
  checkFromCasing(dockerfile, report)
  checkMaintainers(dockerfile, report)
  checkDescriptions(dockerfile, report)
}

function collected(
  dockerfile: Dockerfile,
  buildArgs: LintRequest['buildArgs'],
  check: (report: Report) => void,
): LintReport {
  let findings: Findings | undefined
  try {
    findings = new Findings(lintOptions(dockerfile, buildArgs))
    check(findings.report)
    return { findings: findings.inOrder(), fault: undefined }
  } catch (error) {
    if (error instanceof OciPackError) return { findings: findings?.inOrder() ?? [], fault: error }
    throw error
  }
}
