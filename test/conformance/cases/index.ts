import type { Case, Cases } from '../case.js'
import { add } from './add.js'
import { args } from './args.js'
import { config } from './config.js'
import { copy } from './copy.js'
import { copyFlags } from './copyFlags.js'
import { errors } from './errors.js'
import { heredoc } from './heredoc.js'
import { ignore } from './ignore.js'
import { onbuild } from './onbuild.js'
import { run } from './run.js'
import { runProcess } from './runProcess.js'
import { stages } from './stages.js'
import { words } from './words.js'

const topics = {
  add,
  args,
  config,
  copy,
  'copy-flags': copyFlags,
  errors,
  heredoc,
  ignore,
  onbuild,
  run,
  'run-process': executing(runProcess),
  stages,
  words,
}

/** Cases whose RUN is a process of the image. */
function executing(named: Cases): Cases {
  return Object.fromEntries(Object.entries(named).map(([name, test]) => [name, { ...test, executes: true }]))
}

/** All cases, each as `topic/name`. */
export const cases: Readonly<Record<string, Case>> = Object.fromEntries(
  Object.entries(topics).flatMap(([topic, named]) =>
    Object.entries(named).map(([name, test]): [string, Case] => [`${topic}/${name}`, test]),
  ),
)
