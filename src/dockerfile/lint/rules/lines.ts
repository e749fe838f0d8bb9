import type { Dockerfile } from '../../instruction.js'
import type { Report } from '../report.js'
import { keywordOf } from '../written.js'

/** NoEmptyContinuation, told where the instruction's own lines end. */
export function checkContinuations({ instructions }: Dockerfile, report: Report): void {
  for (const { blankWithin: line, location } of instructions) {
    if (line === undefined) continue
    const text = location.text[line - location.line] ?? ''
    report(
      'NoEmptyContinuation',
      { file: location.file, line, endLine: line, text: [text] },
      'A blank line stands within the instruction that ends here',
      'Remove it, or make it a comment.',
    )
  }
}

/** MaintainerDeprecated. */
export function checkMaintainers({ instructions }: Dockerfile, report: Report): void {
  for (const instruction of instructions) {
    if (instruction.kind !== 'maintainer') continue
    const hint = `Write LABEL org.opencontainers.image.authors=${JSON.stringify(instruction.word)}.`
    report('MaintainerDeprecated', instruction.location, `${keywordOf(instruction)} is deprecated`, hint)
  }
}

/** InvalidDefinitionDescription: the comment right above a named stage or an ARG describes it, `# NAME description`. */
export function checkDescriptions({ instructions }: Dockerfile, report: Report): void {
  for (const instruction of instructions) {
    const names =
      instruction.kind === 'arg'
        ? instruction.args.map(({ name }) => name)
        : instruction.kind === 'from' && instruction.name !== undefined
          ? [instruction.name]
          : []
    const comment = instruction.comments?.at(-1)
    if (comment === undefined || names.length === 0 || names.includes(comment.split(' ', 1)[0] ?? '')) continue
    const name = names.length === 1 ? names[0] : 'NAME'
    report(
      'InvalidDefinitionDescription',
      instruction.location,
      `The comment above does not begin with ${names.join(' or ')}`,
      `Write it as # ${name} DESCRIPTION, or put an empty comment below it.`,
    )
  }
}
