import { posix } from 'node:path'
import { bytesOfText } from '../../core/bytes.js'
import { workdirHistory } from '../../dockerfile/history.js'
import type { Word } from '../../dockerfile/instruction.js'
import { Changes } from '../../rootfs/changes.js'
import { makeDirectories } from '../copy/copyInto.js'
import { ownerOf, type Stage, treeOf, withConfig, withLayer } from '../stage.js'
import type { StepContext } from '../step.js'

/** WORKDIR: relative ones add up; what is missing is made for the stage's user, in a layer of its own even where nothing is missing. */
export async function workdir(stage: Stage, { word }: Word, context: StepContext): Promise<Stage> {
  const path = context.expand(stage, word)
  const directory = path.startsWith('/') ? path : posix.join('/', stage.config.WorkingDir ?? '', path)
  const moved = { ...stage, config: { ...stage.config, WorkingDir: directory } }
  const history = context.history(workdirHistory(directory))
  if (posix.normalize(directory) === '/') return withConfig(moved, {}, history)
  const { reader } = context.tools
  const { User } = stage.config
  const owner = User ? await ownerOf(stage, User, reader) : undefined
  const changes = new Changes(await treeOf(stage))
  makeDirectories(changes, bytesOfText(directory), { owner, epoch: context.request.times.epoch })
  return withLayer(moved, await context.layers.write((writer) => changes.write(writer, reader)), history)
}
