import { resolve } from 'node:path'
import { bytesOfText, textOfBytes } from '../../core/bytes.js'
import { didYouMean } from '../../dockerfile/suggest.js'
import type { Parameter, TaskDescriptor } from '../descriptor/descriptor.js'
import { type Entry, look, namesIn } from '../values/entry.js'
import { type ItemCounts, withMatching } from '../values/matching.js'
import { itemCounts, reportOn, type ValueReport } from '../values/report.js'
import { shown } from '../values/shown.js'
import { checkValue } from '../values/value.js'

/** A folder of outputs with more in it is not read. */
const mostNames = 10_000

/**
 * Checks what a Task wrote: a report on each output of the descriptor, in its order, then on each file that is none. The folder may hold
 * anything: no link is followed, no pipe or device is opened, and what is read is bounded. `inputs` tells how many items the arrays of
 * the inputs have, which outputs may have to match.
 */
export async function readOutputs(
  descriptor: TaskDescriptor,
  folder: string,
  inputs: ReadonlyMap<string, number>,
): Promise<ValueReport[]> {
  const root: Entry = { path: bytesOfText(resolve(folder)), name: 'the output folder' }
  const found = await readFolder(root)
  const reports: ValueReport[] = []
  for (const output of descriptor.outputs) reports.push(await readOutput(output, root))
  const counts: ItemCounts = new Map([
    ...[...inputs].map(([name, items]) => [`inputs/${name}`, items] as const),
    ...[...itemCounts(reports)].map(([name, items]) => [`outputs/${name}`, items] as const),
  ])
  return [...withMatching(reports, 'output', descriptor, counts), ...unknownOutputs(descriptor, found)]
}

async function readOutput({ name, type }: Parameter, root: Entry): Promise<ValueReport> {
  const entry = { path: `${root.path}/${bytesOfText(name)}`, name }
  const checked = (await checkValue(entry, type, { kind: 'output', isItem: false })) ?? {
    problems: [
      {
        message: 'the Task did not write it',
        hint: `Write ${type.id === 'array' ? 'the folder' : 'the file'} ${name} in the output folder.`,
      },
    ],
  }
  return reportOn('output', name, type, checked)
}

type FolderContent = Awaited<ReturnType<typeof namesIn>>

async function readFolder(root: Entry): Promise<FolderContent> {
  const found = await look(root)
  return found.is === 'folder' ? namesIn(root, mostNames) : { names: [] }
}

/** What the Task wrote besides its outputs: where the App Engine runs on a cluster, any such file fails the run. */
function unknownOutputs({ outputs }: TaskDescriptor, found: FolderContent): ValueReport[] {
  if ('problem' in found) return [reportOn('output', 'the output folder', undefined, { problems: [found.problem] })]
  const known = outputs.map(({ name }) => name)
  return found.names
    .map(textOfBytes)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const hint = didYouMean(name, known) ?? 'Write scratch files elsewhere, such as in /tmp.'
      const problem = { message: 'the descriptor names no such output', hint }
      return reportOn('output', shown(name), undefined, { problems: [problem] })
    })
}
