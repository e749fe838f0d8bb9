import type { DiffOptions } from '../../api/diff/options.js'
import type { DiffReport } from '../../api/diff/report.js'
import { OciPackError } from '../../core/errors.js'
import { notSemantic, parseIgnored } from '../../diff/rules.js'
import type { Api } from '../api.js'
import { type RegistryFlags, registryOf } from '../flags/registry.js'
import { type Io, print } from '../io.js'
import { type ProgressFlags, progressMode } from '../progress/flags.js'
import { lateMode, type Progress, withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { styleFor } from '../text/style.js'
import { diffText } from './diffText.js'
import { namesText, statText } from './shortText.js'

/** The flags of `oci-pack diff` as they were written. */
export interface DiffFlags extends RegistryFlags, ProgressFlags {
  readonly ignore?: readonly string[]
  readonly semantic?: boolean
  readonly byLayer?: boolean
  readonly unified: string
  readonly text: boolean
  readonly hex?: boolean
  readonly nameOnly?: boolean
  readonly stat?: boolean
  readonly all?: boolean
  readonly json?: boolean
  readonly platform?: string
  readonly offline?: boolean
  readonly cacheDir?: string
  readonly cacheMaxSize?: number
}

/** What ends with 1 is a difference; that none could be looked for must not be taken for one. */
const words = { doing: 'Comparing', done: 'Compared', failed: 2 }

/** Compares two images; gives the exit status: 0 where they are the same, 1 where they differ, 2 where that could not be told. */
export async function runDiff(
  [before, after]: readonly [string, string],
  paths: readonly string[],
  flags: DiffFlags,
  io: Io,
  api: Pick<Api, 'diff'>,
): Promise<number> {
  const work = async (progress: Progress): Promise<number> => {
    const ignored = [...(flags.semantic ? notSemantic : []), ...parseIgnored(names(flags.ignore))]
    const options = { ...diffOptions(flags), ignore: ignored, paths, env: io.env, onEvent: progress.emit }
    const report = await stoppable((signal) => api.diff(before, after, { ...options, signal }))
    progress.succeed(report)
    if (!flags.quiet) await print(io.stdout, shown(report, flags, { ignored, paths }, io))
    return report.verdict === 'different' ? 1 : 0
  }
  return withProgress(progressMode(flags, io, lateMode), io, work, words)
}

/** Several may stand in one flag, with commas. */
function names(ignore: readonly string[] = []): string[] {
  return ignore.flatMap((text) => text.split(','))
}

function diffOptions(flags: DiffFlags): DiffOptions {
  const { text, hex, platform, offline, cacheDir, cacheMaxSize, quiet = false, nameOnly = false, all, stat } = flags
  const details = quiet || nameOnly ? 0 : all || stat ? Infinity : undefined
  return {
    text,
    hex,
    context: contextOf(flags.unified),
    details,
    platform,
    offline,
    cacheDir,
    cacheMaxSize,
    registry: registryOf(flags),
  }
}

function contextOf(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new OciPackError('usage', `-U ${text}: this is no number of lines`, { hint: 'Write -U 3.' })
}

function shown(
  report: DiffReport,
  { json, nameOnly, stat, all = false, byLayer = false }: DiffFlags,
  compared: Parameters<typeof diffText>[2],
  { stdout, env }: Io,
): string {
  const view = { style: styleFor(stdout, env), all, byLayer }
  if (json) return `${JSON.stringify(report, null, 2)}\n`
  if (nameOnly) return namesText(report)
  return stat ? statText(report, view) : diffText(report, view, compared)
}
