import type { PlannedArgument, PlannedSource, PlanReport } from '../../api/plan/report.js'
import { oneLine } from '../text/harmless.js'
import { formatColumns } from '../text/table.js'

type Wanted = PlanReport['secrets'][number]

/** Arguments, a line each. */
export function argumentRows(args: readonly PlannedArgument[]): string[] {
  return lines(formatColumns(args.map((one) => [oneLine(one.name), valueText(one), oneLine(one.description ?? '')])))
}

/** What RUNs ask for, a line each. */
export function wantedRows(wanted: readonly Wanted[]): string[] {
  return wanted.map(({ id, required, line }) => `${oneLine(id)}${required ? ', required' : ''} (line ${line})`)
}

/** What `--call outline` shows: what a target may be given. */
export function outlineText({ stages, target, arguments: args, secrets, sshAgents }: PlanReport): string {
  const { name, description } = stages[target] ?? {}
  const about = [name ?? [], description ?? []].flat().map(oneLine).join('  ')
  return [
    about === '' ? '' : `TARGET: ${about}\n`,
    table(
      ['BUILD ARG', 'VALUE', 'DESCRIPTION'],
      args.map((one) => [oneLine(one.name), valueText(one), oneLine(one.description ?? '')]),
    ),
    table(['SECRET', 'REQUIRED'], secrets.map(wantedCells)),
    table(['SSH', 'REQUIRED'], sshAgents.map(wantedCells)),
  ]
    .filter((part) => part !== '')
    .join('\n')
}

/** What `--call targets` shows: the stages that may be built. */
export function targetsText({ stages, target }: PlanReport): string {
  const rows = stages.flatMap(({ index, name, description }) => {
    if (name === undefined && index !== target) return []
    return [[[name ?? [], index === target ? '(default)' : []].flat().join(' '), oneLine(description ?? '')]]
  })
  return table(['TARGET', 'DESCRIPTION'], rows)
}

/** The facts of `--call outline` as JSON. */
export function outlineFacts({ stages, target, arguments: args, secrets, sshAgents }: PlanReport): object {
  const { name, description } = stages[target] ?? {}
  return { name, description, args, secrets: secrets.map(namedOf), ssh: sshAgents.map(namedOf) }
}

/** The facts of `--call targets` as JSON. */
export function targetsFacts({ stages, target }: PlanReport): object {
  return {
    targets: stages.map(({ index, name, description, base, line }) => ({
      name,
      ...(index === target && { default: true }),
      description,
      base: baseText(base, stages),
      line,
    })),
  }
}

function baseText(base: PlannedSource, stages: PlanReport['stages']): string {
  switch (base.kind) {
    case 'scratch':
      return 'scratch'
    case 'stage':
      return stages[base.index]?.name ?? String(base.index)
    case 'image':
      return base.reference
    case 'named-context':
      return base.name
  }
}

function namedOf({ id, required, line }: Wanted): object {
  return { name: id, required, line }
}

function valueText({ value, hidden }: PlannedArgument): string {
  return hidden ? '(hidden)' : oneLine(value ?? '')
}

function wantedCells({ id, required }: Wanted): string[] {
  return [oneLine(id), required ? 'true' : '']
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? '' : formatColumns([head, ...rows])
}

function lines(text: string): string[] {
  return text === '' ? [] : text.trimEnd().split('\n')
}
