import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import * as v from 'valibot'
import { type Digest, hexOf, isDigest } from '../../core/digest.js'
import { sha256 } from '../../core/hash.js'
import type { Store } from '../../store/store.js'
import type { RunParts } from './parts.js'

const kind = 'why'

/** As many executions of a stage's RUNs are kept. */
const most = 40

/** Where RUNs stand: an earlier one of the same place is what a RUN is compared with. */
export interface RunPlace {
  /** The Dockerfile's path, or what its name is. */
  readonly file: string
  /** The stage's name, or its number. */
  readonly stage: string
  readonly platform: string
}

/** A RUN that was executed. */
export interface RunRecord {
  readonly key: string
  /** In milliseconds since 1970. */
  readonly at: number
  /** Where it stood among the stage's instructions, counted from 0. */
  readonly position: number
  readonly parts: RunParts
}

const digest = v.custom<Digest>((value) => typeof value === 'string' && isDigest(value))
const texts = v.record(v.string(), v.string())
const parts = v.object({
  base: v.object({ name: v.string(), id: digest }),
  below: v.array(v.object({ text: v.string(), line: v.number(), diffId: digest })),
  command: v.string(),
  variables: texts,
  settings: texts,
  mounts: v.array(v.string()),
})
const records = v.object({
  runs: v.array(v.object({ key: v.string(), at: v.number(), position: v.number(), parts })),
})

/** The RUNs that were executed at a place, the last one first. @throws OciPackError `io` */
export function readRuns(store: Store, place: RunPlace): Promise<readonly RunRecord[]> {
  return read(store, keyOf(place))
}

/** The RUNs of a command that were executed anywhere: in a folder that was moved since, for one. The last one first. @throws OciPackError `io` */
export async function runsOfCommand(store: Store, command: string): Promise<readonly RunRecord[]> {
  const names = await readdir(join(store.dir, 'records', kind)).catch(() => [])
  const all = await Promise.all(names.map((name) => read(store, basename(name, '.json'))))
  return all
    .flat()
    .filter(({ parts }) => parts.command === command)
    .sort((a, b) => b.at - a.at)
}

async function read(store: Store, key: string): Promise<readonly RunRecord[]> {
  const found = v.safeParse(records, await store.readRecord(kind, key))
  return found.success ? found.output.runs : []
}

/** Keeps that a RUN was executed; the oldest of many goes. @throws OciPackError `io` */
export async function rememberParts(store: Store, place: RunPlace, run: RunRecord): Promise<void> {
  const others = (await readRuns(store, place)).filter(({ key }) => key !== run.key)
  await store.writeRecord(kind, keyOf(place), { runs: [run, ...others].slice(0, most) })
}

function keyOf({ file, stage, platform }: RunPlace): string {
  return hexOf(sha256(JSON.stringify([resolve(file), stage, platform])))
}
