import type { PlannedFiles, PlannedSource, PlannedStage, PlannedStep } from './report.js'

/** What would make a build fail, as far as its stages tell: a sentence each, with the line. */
export function problemsOf(stages: readonly PlannedStage[], file: string): string[] {
  const problems = stages
    .filter(({ built }) => built)
    .flatMap(({ line, base, steps }) => [...sourceProblems(base, line), ...steps.flatMap(stepProblems)])
  return [...new Set(problems.map(({ line, problem }) => `${file}:${line}: ${problem}`))]
}

interface Problem {
  readonly line: number
  readonly problem: string
}

function stepProblems(step: PlannedStep): Problem[] {
  const { line } = step
  switch (step.kind) {
    case 'copy':
    case 'add':
      return step.files.flatMap(({ problem, from }) => [
        ...(problem === undefined ? [] : [{ line, problem }]),
        ...sourceProblems(from, line),
      ])
    case 'run':
      return step.execution.needs === 'process' && step.execution.process === undefined
        ? [{ line, problem: `nothing on this host can execute it: ${step.execution.why ?? ''}` }]
        : []
    case 'workdir':
      return []
  }
}

function sourceProblems(source: PlannedSource | PlannedFiles['from'], line: number): Problem[] {
  return 'problem' in source ? [{ line, problem: source.problem }] : []
}
