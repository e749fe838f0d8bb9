import type { ImageOptions } from '../../api/images/withImage.js'
import { OciPackError } from '../../core/errors.js'
import type { Api } from '../api.js'
import { type RegistryFlags, registryOf } from '../flags/registry.js'
import { type Io, print } from '../io.js'
import { type ProgressFlags, progressMode } from '../progress/flags.js'
import { lateMode, type Progress, withProgress } from '../progress/progress.js'
import { stoppable } from '../signals.js'
import { styleFor } from '../text/style.js'
import { layerText, listingLines } from './listingText.js'
import { reportText } from './reportText.js'
import { terminalText } from './terminalText.js'

/** What can be done with an image's files. */
export const verbs = ['ls', 'cat', 'export'] as const
type Verb = (typeof verbs)[number]

/** The flags of `oci-pack inspect` as they were written. */
export interface InspectFlags extends RegistryFlags, ProgressFlags {
  readonly name?: string
  readonly platform?: string
  readonly files?: boolean
  readonly layer?: string
  readonly recursive?: boolean
  readonly output?: string
  readonly json?: boolean
  readonly offline?: boolean
  readonly cacheDir?: string
  readonly cacheMaxSize?: number
}

type InspectApi = Pick<Api, 'inspect' | 'inspectLayer' | 'listFiles' | 'withFile' | 'exportFiles'>

/** What is asked for. */
interface Asked {
  readonly image: string
  readonly path: string | undefined
  readonly flags: InspectFlags
  readonly options: ImageOptions
  /** Ends what is shown of the reading: the result follows. */
  readonly found: (result: object) => void
}

/** Shows an image, or does with its files what a verb says; gives the exit status. @throws OciPackError `usage` for flags that do not go together */
export async function runInspect(
  image: string,
  verb: Verb | undefined,
  path: string | undefined,
  flags: InspectFlags,
  io: Io,
  api: InspectApi,
): Promise<number> {
  refuseOthers(verb, flags)
  if (verb === 'cat' && path === undefined) {
    const hint = `Write oci-pack inspect ${image} cat PATH.`
    throw new OciPackError('usage', 'which file is to be shown is not said', { hint })
  }
  const { name, platform, offline, cacheDir, cacheMaxSize } = flags
  const registry = registryOf(flags)
  const work = async ({ emit: onEvent, succeed }: Progress): Promise<number> => {
    await stoppable((signal) => {
      const options = { name, platform, offline, cacheDir, cacheMaxSize, registry, env: io.env, onEvent, signal }
      return tellers[verb ?? 'report']({ image, path, flags, options, found: succeed }, io, api)
    })
    return 0
  }
  return withProgress(progressMode(flags, io, lateMode), io, work, { doing: 'Reading', done: 'Read' })
}

/** The flags that only some of what can be done takes. */
const taken: Record<Verb | 'report', readonly (keyof InspectFlags)[]> = {
  report: ['files', 'layer', 'json'],
  ls: ['layer', 'recursive', 'json'],
  cat: ['layer'],
  export: ['output'],
}

function refuseOthers(verb: Verb | undefined, flags: InspectFlags): void {
  const special = new Set(Object.values(taken).flat())
  const all = new Set(taken[verb ?? 'report'])
  const wrong = [...special].find((flag) => flags[flag] !== undefined && !all.has(flag))
  if (wrong === undefined) return
  const commands = ([undefined, ...verbs] as const)
    .filter((other) => taken[other ?? 'report'].includes(wrong))
    .map(commandOf)
  const hint = `It is for ${[commands.slice(0, -1).join(', '), ...commands.slice(-1)].filter(Boolean).join(' and ')}.`
  throw new OciPackError('usage', `--${wrong} is not for ${commandOf(verb)}`, { hint })
}

function commandOf(verb: Verb | undefined): string {
  return ['oci-pack inspect IMAGE', ...(verb ? [verb] : [])].join(' ')
}

const tellers: Record<Verb | 'report', (asked: Asked, io: Io, api: InspectApi) => Promise<void>> = {
  async report({ image, flags, options, found }, { stdout, env }, api) {
    const style = styleFor(stdout, env)
    if (flags.layer !== undefined) {
      const layer = await api.inspectLayer(image, flags.layer, options)
      found(layer)
      return print(stdout, flags.json ? jsonText(layer) : layerText(layer, style))
    }
    const report = await api.inspect(image, { ...options, files: flags.files })
    found(report)
    const columns = stdout.isTTY ? stdout.columns : undefined
    return print(stdout, flags.json ? jsonText(report) : reportText(report, style, columns))
  },

  async ls({ image, path, flags, options, found }, { stdout }, api) {
    const { layer, recursive, json } = flags
    const listing = await api.listFiles(image, { ...options, path, layer, recursive })
    found(listing)
    return print(
      stdout,
      json
        ? jsonText(listing)
        : listingLines(listing.files)
            .map((line) => `${line}\n`)
            .join(''),
    )
  },

  async cat({ image, path = '', flags, options, found }, { stdout }, api) {
    await api.withFile(image, path, { ...options, layer: flags.layer }, async (file) => {
      found({ path: file.path })
      const content = stdout.isTTY ? terminalText(file.content(), file.path) : file.content()
      for await (const chunk of content) await print(stdout, chunk)
    })
  },

  async export({ image, path, flags, options, found }, _io, api) {
    const { output = '-' } = flags
    await api.exportFiles(image, { ...options, path, output })
    found({ output })
  },
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
