import { textOfBytes } from '../../core/bytes.js'
import { withoutCredentials } from '../../core/credentials.js'
import { type Digest, isDigest } from '../../core/digest.js'
import type { Instruction } from '../../dockerfile/instruction.js'
import type { AskedRun } from '../../build/request.js'
import { type Change, firstChange, nearest } from '../../build/why/change.js'
import { layersFromOutside, placeOf, recordOf } from '../../build/why/keep.js'
import { type FileChange, fileChanges, readFiles, rememberFiles } from '../../build/why/layerFiles.js'
import { readRuns, type RunRecord, runsOfCommand } from '../../build/why/runRecords.js'
import { mountedPlace } from '../../build/treeParts.js'
import type { Times } from '../../rootfs/times.js'
import type { Opened } from '../opened.js'
import type { ChangedSource, Reason, WhyRun } from './report.js'

/** As many files of a layer are told one by one. */
const mostFiles = 100

type Tools = Pick<Opened, 'store' | 'layers' | 'reader' | 'dockerfile'>

/** Why a RUN would be executed, or was when its layer was made. @throws OciPackError `io` */
export async function explain(run: AskedRun, isKnown: boolean, times: Times, tools: Tools): Promise<WhyRun> {
  const { file } = tools.dockerfile
  const now = recordOf(run, times, Date.now())
  const runs = await earlierRuns(run, now, tools)
  const same = runs.findIndex(({ key }) => key === run.key)
  const executed = runs[same]
  const told = toldOf(run.instruction, run.plan.name ?? String(run.plan.index), file)
  if (run.noCache) return { ...told, cached: false, reason: { type: 'asked' } }
  if (!isKnown && executed) return { ...told, cached: false, reason: { type: 'gone', before: new Date(executed.at) } }
  // What was executed after it does not tell why it was.
  const reason = await reasonOf(run, now, runs.slice(same + 1), tools)
  return { ...told, cached: isKnown, ...(executed && { executed: new Date(executed.at) }), reason }
}

/** What is told of a RUN, whatever becomes of it. */
export function toldOf({ text, location }: Instruction, stage: string, file: string) {
  return { stage, file, line: location.line, instruction: withoutCredentials(text) }
}

/** What was executed of the same command, here before elsewhere, or else in the same place. The last one comes first. */
async function earlierRuns(run: AskedRun, { parts, position }: RunRecord, { store, dockerfile }: Tools) {
  const here = await readRuns(store, placeOf(run, dockerfile.file))
  const same = here.filter(({ parts: { command } }) => command === parts.command)
  if (same.length > 0) return same
  const elsewhere = await runsOfCommand(store, parts.command)
  return elsewhere.length > 0 ? elsewhere : here.filter((earlier) => earlier.position === position)
}

async function reasonOf(run: AskedRun, now: RunRecord, earlier: readonly RunRecord[], tools: Tools): Promise<Reason> {
  const before = nearest(earlier, now.parts)
  const change = before && firstChange(before.parts, now.parts)
  if (!change) return { type: 'unknown' }
  const files = await filesOf(change, run, tools)
  return {
    type: 'changed',
    change,
    files: files
      .slice(0, mostFiles)
      .map(changedFile)
      .map((file) => ({ ...file, path: shownPath(file.path, change) })),
    count: files.length,
    before: new Date(before.at),
  }
}

/** What became of the files of a layer that changed, as far as that is known. */
async function filesOf(change: Change, run: AskedRun, { store, layers, reader }: Tools): Promise<FileChange[]> {
  const [was, is] = layersOf(change)
  if (was === undefined || is === undefined) return []
  const layer = layersFromOutside(run).find(({ diffId }) => diffId === is)
  if (layer) await rememberFiles(store, layer, await layers.indexOf(layer), reader)
  const [before, now] = [await readFiles(store, was), await readFiles(store, is)]
  return before && now ? fileChanges(before, now) : []
}

/** The layer that changed, before and now. */
function layersOf(change: Change): (Digest | undefined)[] {
  if (change.part === 'layer') return [change.before.diffId, change.now.diffId]
  if (change.part !== 'mount') return []
  return [change.before, change.now].map((text = '') => /sha256:[\da-f]{64}/.exec(text)?.find(isDigest))
}

/** What is mounted is told of where it is mounted. */
function shownPath(path: string, change: Change): string {
  if (change.part !== 'mount') return path
  const target = /^\["bind","([^"]+)"/.exec(change.now ?? '')?.[1]
  return target === undefined ? path : path.replace(`/${mountedPlace}`, target)
}

function changedFile({ path, before, now }: FileChange): ChangedSource {
  const told = { path: `/${textOfBytes(path)}` }
  if (before === undefined || now === undefined) return { ...told, what: [before === undefined ? 'added' : 'removed'] }
  const [was, is] = [before.split(' '), now.split(' ')]
  const names = ['kind', 'mode', 'owner', 'content'] as const
  const what = names.filter((_, i) => was[i] !== is[i])
  const [content, other] = [was[3], is[3]]
  const isContent = what.includes('content') && content !== undefined && other !== undefined
  return { ...told, what, ...(isContent && { before: content, now: other }) }
}
