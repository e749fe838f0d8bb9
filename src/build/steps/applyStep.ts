import type { Instruction } from '../../dockerfile/instruction.js'
import type { Stage } from '../stage.js'
import type { StepContext } from '../step.js'
import { copy } from './copy.js'
import {
  arg,
  cmd,
  entrypoint,
  env,
  expose,
  healthcheck,
  label,
  maintainer,
  onbuild,
  shell,
  stopsignal,
  user,
  volume,
} from './metadata.js'
import { run } from './run.js'
import { workdir } from './workdir.js'

/** The stage after an instruction. @throws OciPackError */
export async function applyStep(stage: Stage, instruction: Instruction, context: StepContext): Promise<Stage> {
  switch (instruction.kind) {
    case 'from':
      throw new Error('FROM begins a stage and cannot stand in one')
    case 'run':
      return run(stage, instruction, context)
    case 'copy':
    case 'add':
      return copy(stage, instruction, context)
    case 'workdir':
      return workdir(stage, instruction, context)
    case 'env':
      return env(stage, instruction, context)
    case 'label':
      return label(stage, instruction, context)
    case 'arg':
      return arg(stage, instruction, context)
    case 'cmd':
      return cmd(stage, instruction, context)
    case 'entrypoint':
      return entrypoint(stage, instruction, context)
    case 'healthcheck':
      return healthcheck(stage, instruction, context)
    case 'shell':
      return shell(stage, instruction, context)
    case 'expose':
      return expose(stage, instruction, context)
    case 'volume':
      return volume(stage, instruction, context)
    case 'user':
      return user(stage, instruction, context)
    case 'stopsignal':
      return stopsignal(stage, instruction, context)
    case 'maintainer':
      return maintainer(stage, instruction, context)
    case 'onbuild':
      return onbuild(stage, instruction)
  }
}
