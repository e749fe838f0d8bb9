import { Readable } from 'node:stream'
import type { CopyOptions, CopyReport } from '../../api/copy/options.js'
import { OciPackError } from '../../core/errors.js'
import { writeOutput } from '../../export/output.js'
import { familiarReference, parseReference } from '../../oci/reference.js'
import { type Io, print } from '../io.js'
import { progressMode } from '../progress/flags.js'
import { withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { oneLine } from '../text/harmless.js'
import { type CopyFlags, copyOptions } from './flags.js'

/** Copies images, shows how it goes on and what was written; gives the exit status. @param toStdout whether the image itself goes to standard output */
export async function runCopy(
  flags: CopyFlags,
  io: Io,
  work: (options: Omit<CopyOptions, 'source' | 'destination'>) => Promise<readonly CopyReport[]>,
  toStdout = false,
): Promise<number> {
  const mode = progressMode(flags, io)
  return withProgress(
    mode,
    io,
    async (progress) => {
      const options = copyOptions(flags, io.env)
      const reports = await stoppable((signal) => work({ ...options, onEvent: progress.emit, signal }))
      if (flags.digestfile !== undefined) await writeDigest(flags.digestfile, reports)
      progress.succeed({ written: reports })
      await print(toStdout ? io.stderr : io.stdout, resultText(reports, flags.json, mode === 'quiet'))
      return 0
    },
    { doing: 'Copying', done: 'Copied' },
  )
}

function resultText(reports: readonly CopyReport[], json = false, quiet: boolean): string {
  if (json) return `${JSON.stringify(reports, null, 2)}\n`
  const lines = reports.flatMap((report) => (quiet ? [report.digest] : writtenAs(report)))
  return lines.map((line) => `${oneLine(line)}\n`).join('')
}

/** What was written by its digest: a reference for each repository of a registry. */
function writtenAs({ destination, isRegistry, names, digest }: CopyReport): string[] {
  if (!isRegistry) return [`${destination}@${digest}`]
  const places = names.map((name) => {
    const { host, repository } = parseReference(name)
    return `${familiarReference({ host, repository })}@${digest}`
  })
  return [...new Set(places)]
}

/** Ends without a line feed, as Podman and skopeo write it. @throws OciPackError `usage`, `io` */
async function writeDigest(path: string, reports: readonly CopyReport[]): Promise<void> {
  const [only, ...more] = reports
  if (!only || more.length > 0)
    throw new OciPackError('usage', `--digestfile holds one digest, and ${reports.length} images were written`, {
      hint: 'Name one of them, or take --json.',
    })
  await writeOutput(
    path === '-' ? './-' : path,
    Readable.from([Buffer.from(only.digest)]),
    new AbortController().signal,
  )
}
