import type { Case } from '../case.js'
import { add } from './add.js'
import { addGit } from './addGit.js'
import { addOver } from './addOver.js'
import { addUrl } from './addUrl.js'
import { args } from './args.js'
import { config } from './config.js'
import { copy } from './copy.js'
import { copyFlags } from './copyFlags.js'
import { copyLink } from './copyLink.js'
import { copyParents } from './copyParents.js'
import { errors } from './errors.js'
import { heredoc } from './heredoc.js'
import { ignore } from './ignore.js'
import { language } from './language.js'
import { onbuild } from './onbuild.js'
import { run } from './run.js'
import { runDeletions } from './runDeletions.js'
import { runEnvironment } from './runEnvironment.js'
import { runErrors } from './runErrors.js'
import { runFiles } from './runFiles.js'
import { runHeredocs } from './runHeredocs.js'
import { runLinks } from './runLinks.js'
import { runMounts } from './runMounts.js'
import { runProcess } from './runProcess.js'
import { runShell } from './runShell.js'
import { runStages } from './runStages.js'
import { runUsers } from './runUsers.js'
import { runXattrs } from './runXattrs.js'
import { stages } from './stages.js'
import { words } from './words.js'

const topics = {
  add,
  'add-git': addGit,
  'add-over': addOver,
  'add-url': addUrl,
  args,
  config,
  copy,
  'copy-flags': copyFlags,
  'copy-link': copyLink,
  'copy-parents': copyParents,
  errors,
  heredoc,
  ignore,
  language,
  onbuild,
  run,
  'run-process': runProcess,
  'run-deletions': runDeletions,
  'run-environment': runEnvironment,
  'run-errors': runErrors,
  'run-files': runFiles,
  'run-heredocs': runHeredocs,
  'run-links': runLinks,
  'run-mounts': runMounts,
  'run-shell': runShell,
  'run-stages': runStages,
  'run-users': runUsers,
  'run-xattrs': runXattrs,
  stages,
  words,
}

/** All cases, each as `topic/name`. */
export const cases: Readonly<Record<string, Case>> = Object.fromEntries(
  Object.entries(topics).flatMap(([topic, named]) =>
    Object.entries(named).map(([name, test]): [string, Case] => [`${topic}/${name}`, test]),
  ),
)

/** Those that are about RUN. */
export const runCases: typeof cases = Object.fromEntries(
  Object.entries(cases).filter(([name]) => /^run[/-]/.test(name)),
)
