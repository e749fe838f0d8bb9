import type { Dockerfile, Instruction } from '../../instruction.js'
import type { Report } from '../report.js'
import { asNameOf, keywordOf } from '../written.js'

/** StageNameCasing, FromAsCasing. A FROM in mixed case is ConsistentInstructionCasing's. */
export function checkFromCasing({ instructions, directives }: Dockerfile, report: Report): void {
  for (const from of instructions) {
    const written = from.kind === 'from' ? asNameOf(from, directives.escape) : undefined
    if (from.kind !== 'from' || !written) continue
    const { as, name } = written
    if (!isLower(name)) {
      report(
        'StageNameCasing',
        from.location,
        `The stage ${name} is not written in small letters`,
        `Write ${name.toLowerCase()}.`,
      )
    }
    const keyword = keywordOf(from)
    const right = isLower(keyword) ? as.toLowerCase() : isUpper(keyword) ? as.toUpperCase() : as
    if (as !== right) report('FromAsCasing', from.location, `${as} is not written as ${keyword} is`, `Write ${right}.`)
  }
}

/** ConsistentInstructionCasing: what most instructions of the stages are written in, capitals where as many are, holds for all of them. */
export function checkInstructionCasing({ instructions }: Dockerfile, report: Report): void {
  const ofStages = instructions.slice(instructions.findIndex(({ kind }) => kind === 'from'))
  const count = (is: (text: string) => boolean) => ofStages.map(keywordOf).filter(is).length
  const lower = count(isLower) > count(isUpper)
  for (const instruction of ofStages) checkKeyword(instruction, lower, report)
}

function checkKeyword(instruction: Instruction, lower: boolean, report: Report): void {
  const keyword = keywordOf(instruction)
  const right = lower ? keyword.toLowerCase() : keyword.toUpperCase()
  if (keyword === right) return
  const most = lower ? 'small letters' : 'capitals'
  report(
    'ConsistentInstructionCasing',
    instruction.location,
    `${keyword} is not written in ${most}, as most instructions are`,
    `Write ${right}.`,
  )
}

function isLower(text: string): boolean {
  return text === text.toLowerCase()
}

function isUpper(text: string): boolean {
  return text === text.toUpperCase()
}
