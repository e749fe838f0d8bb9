import type { OutputOption } from '../../api/options.js'
import type { PlannedFiles, PlannedSource, PlannedStage, PlannedStep, PlanReport } from '../../api/plan/report.js'
import type { RunMount } from '../../dockerfile/mount.js'
import { oneLine } from '../text/harmless.js'
import type { Style } from '../text/style.js'
import { formatRows } from '../text/table.js'
import { formatBytes } from '../../core/formatBytes.js'
import { cutTo } from '../text/width.js'
import { argumentRows, wantedRows } from './outlineText.js'

/** Columns of an instruction's text. */
const widestText = 72

/** A plan for people. */
export function planText(report: PlanReport, style: Style): string {
  const { dockerfile, platform, stages, unusedBuildArgs, outputs, problems } = report
  const built = stages.filter((stage) => stage.built)
  const idle = stages.filter((stage) => !stage.built)
  return [
    `${oneLine(dockerfile)} for ${platform}\n`,
    ...built.map((stage) => stageText(stage, report, style)),
    formatRows([
      ['not built', ...idle.map(({ index, name }) => stageName(index, name))],
      ['arguments', ...argumentRows(report.arguments)],
      ['secrets', ...wantedRows(report.secrets)],
      ['SSH agents', ...wantedRows(report.sshAgents)],
      ['no ARG', ...unusedBuildArgs.map(oneLine)],
      ['writes', ...outputs.map(outputText)],
    ]),
    problems.map((problem) => `${style.error('problem:')} ${oneLine(problem)}\n`).join(''),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function outputText(output: OutputOption): string {
  if (output.type === 'registry') return `${output.names?.map(oneLine).join(', ') ?? 'its names'} (registry)`
  return `${output.dest === '-' ? 'standard output' : oneLine(output.dest)} (${output.type})`
}

function stageText(stage: PlannedStage, { stages, target, platform }: PlanReport, style: Style): string {
  const { index, name, description, base, dependsOn, steps } = stage
  const of = (source: PlannedSource): string => sourceText(source, stages)
  const head = `${stageName(index, name)}${index === target ? ', the target' : ''}`
  const about = formatRows(
    [
      ['', ...(description === undefined ? [] : [oneLine(description)])],
      ['from', of(base)],
      ['for', ...(stage.platform === platform ? [] : [oneLine(stage.platform)])],
      ['needs', ...dependsOn.map((other) => stageName(other, stages[other]?.name))],
    ],
    '  ',
  )
  return `${style.done(head)}\n${about}${steps.map((step) => stepText(step, of, style)).join('')}`
}

function stepText(step: PlannedStep, of: (source: PlannedSource) => string, style: Style): string {
  const number = String(step.line).padStart(4)
  const onbuild = step.onbuild ? 'ONBUILD ' : ''
  const text = cutTo(onbuild + oneLine(step.text), widestText)
  const uses = usesOf(step, of).map((use) => `${' '.repeat(9)}${style.faint(use)}\n`)
  return `  ${number} ${text}\n${uses.join('')}`
}

function usesOf(step: PlannedStep, of: (source: PlannedSource) => string): string[] {
  switch (step.kind) {
    case 'workdir':
      return []
    case 'copy':
    case 'add':
      return step.files.map((files) => filesText(files, of))
    case 'run': {
      const { needs, why, process } = step.execution
      const executor = process ?? 'nothing on this host'
      return [
        needs === 'builtin' ? `as data, or else by ${executor}` : `by ${executor}: ${oneLine(why ?? '')}`,
        ...step.mounts.map(mountText),
        ...[step.network ?? []].flat().map((network) => `network: ${network}`),
        ...[step.security ?? []].flat().map((security) => `security: ${security}`),
      ]
    }
  }
}

function filesText({ source, from, amount, problem }: PlannedFiles, of: (source: PlannedSource) => string): string {
  const place = isSource(from) ? of(from) : placeNames[from.kind]
  const count = amount && `${amount.files} ${amount.files === 1 ? 'file' : 'files'}, ${formatBytes(amount.bytes)}`
  const about = problem ?? count
  return oneLine(`${source} of ${place}${about === undefined ? '' : `: ${about}`}`)
}

const placeNames = { context: 'the context', address: 'its address', 'here-document': 'the Dockerfile' } as const

function isSource(from: PlannedFiles['from']): from is PlannedSource {
  return !(from.kind in placeNames)
}

function mountText(mount: RunMount): string {
  const fields = Object.entries(mount).filter(([key, value]) => shownOfMounts.includes(key) && value !== '')
  return oneLine(`mount: ${fields.map(([key, value]) => `${key}=${String(value)}`).join(' ')}`)
}

const shownOfMounts = ['type', 'id', 'from', 'source', 'target', 'env', 'required']

function sourceText(source: PlannedSource, stages: readonly PlannedStage[]): string {
  switch (source.kind) {
    case 'scratch':
      return 'scratch'
    case 'stage':
      return stageName(source.index, stages[source.index]?.name)
    case 'named-context':
      return `the build context ${oneLine(source.name)}`
    case 'image':
      return oneLine([source.reference, source.digest ?? []].flat().join(' '))
  }
}

/** What a stage is called. */
export function stageName(index: number, name: string | undefined): string {
  return name === undefined ? `stage ${index}` : `stage ${name}`
}
