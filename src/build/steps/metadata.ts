import { OciPackError } from '../../core/errors.js'
import {
  argHistory,
  commandHistory,
  healthcheckHistory,
  listHistory,
  pairsHistory,
  wordHistory,
} from '../../dockerfile/history.js'
import type { Arg, Command, Healthcheck, Onbuild, Pairs, Shell, Word, Words } from '../../dockerfile/instruction.js'
import { parsePorts } from '../../dockerfile/ports.js'
import { checkSignal } from '../../dockerfile/signal.js'
import { declareArgs, lookupIn, withEnv } from '../../dockerfile/variables.js'
import { expandWords } from '../../dockerfile/words.js'
import type { Healthcheck as HealthcheckConfig } from '../../oci/config.js'
import { nameOf, type Stage, withConfig } from '../stage.js'
import type { StepContext } from '../step.js'
import { argvOf } from './command.js'

/** ENV: a name that is set already keeps its place in the list. */
export function env(stage: Stage, { pairs }: Pairs, context: StepContext): Stage {
  const expanded = expandPairs(stage, pairs, context)
  const list = [...(stage.config.Env ?? [])]
  for (const { name, value } of expanded) {
    const at = list.findIndex((pair) => nameOf(pair) === name)
    if (at < 0) list.push(`${name}=${value}`)
    else list[at] = `${name}=${value}`
  }
  const variables = expanded.reduce((before, { name, value }) => withEnv(before, name, value), stage.variables)
  return { ...withConfig(stage, { Env: list }, context.history(pairsHistory('ENV', expanded))), variables }
}

export function arg(stage: Stage, instruction: Arg, context: StepContext): Stage {
  const { variables, declared } = declareArgs(stage.variables, instruction, context.args)
  return { ...withConfig(stage, {}, context.history(argHistory(declared))), variables }
}

export function label(stage: Stage, { pairs }: Pairs, context: StepContext): Stage {
  const expanded = expandPairs(stage, pairs, context)
  const added = Object.fromEntries(expanded.map(({ name, value }) => [name, value]))
  return withConfig(
    stage,
    { Labels: { ...stage.config.Labels, ...added } },
    context.history(pairsHistory('LABEL', expanded)),
  )
}

/** All words of one instruction see the environment from before it. */
function expandPairs(stage: Stage, pairs: Pairs['pairs'], context: StepContext): { name: string; value: string }[] {
  return pairs.map(({ name, value }) => ({ name: context.expand(stage, name), value: context.expand(stage, value) }))
}

/** Docker marks each CMD as escaped for its shell, whatever its form. */
export function cmd(stage: Stage, { command }: Command, context: StepContext): Stage {
  const argv = argvOf(stage.config, command)
  return {
    ...withConfig(stage, { Cmd: argv, ArgsEscaped: true }, context.history(commandHistory('CMD', argv))),
    ownCmd: true,
  }
}

/** ENTRYPOINT takes away a CMD that was inherited, for it belonged to another entry point. */
export function entrypoint(stage: Stage, { command }: Command, context: StepContext): Stage {
  const argv = argvOf(stage.config, command)
  return withConfig(
    stage,
    stage.ownCmd ? { Entrypoint: argv } : { Entrypoint: argv, Cmd: [] },
    context.history(commandHistory('ENTRYPOINT', argv)),
  )
}

export function healthcheck(stage: Stage, instruction: Healthcheck, context: StepContext): Stage {
  const { command, interval, timeout, startPeriod, startInterval, retries } = instruction
  const check: HealthcheckConfig = {
    Test:
      command === undefined
        ? ['NONE']
        : command.form === 'exec'
          ? ['CMD', ...command.argv]
          : ['CMD-SHELL', command.text],
    ...(interval && { Interval: interval }),
    ...(timeout && { Timeout: timeout }),
    ...(startPeriod && { StartPeriod: startPeriod }),
    ...(startInterval && { StartInterval: startInterval }),
    ...(retries && { Retries: retries }),
  }
  return withConfig(stage, { Healthcheck: check }, context.history(healthcheckHistory(check)))
}

export function shell(stage: Stage, { argv }: Shell, context: StepContext): Stage {
  return withConfig(stage, { Shell: argv }, context.history(listHistory('SHELL', argv)))
}

export function expose(stage: Stage, { words }: Words, context: StepContext): Stage {
  const ports = parsePorts(
    words.flatMap((word) => expandWords(word, lookupIn(stage.variables), context.request.dockerfile.directives)),
  )
  const added = Object.fromEntries(ports.map((port) => [port, {}]))
  return withConfig(
    stage,
    { ExposedPorts: { ...stage.config.ExposedPorts, ...added } },
    context.history(listHistory('EXPOSE', ports)),
  )
}

export function volume(stage: Stage, { words }: Words, context: StepContext): Stage {
  const paths = words.map((word) => context.expand(stage, word))
  if (paths.some((path) => path.trim() === ''))
    throw new OciPackError('dockerfile', 'VOLUME has an empty path', {
      hint: 'Give the variables in it a value: by ENV, or ARG and --build-arg.',
    })
  const added = Object.fromEntries(paths.map((path) => [path, {}]))
  return withConfig(
    stage,
    { Volumes: { ...stage.config.Volumes, ...added } },
    context.history(listHistory('VOLUME', paths)),
  )
}

export function user(stage: Stage, { word }: Word, context: StepContext): Stage {
  const name = context.expand(stage, word)
  return withConfig(stage, { User: name }, context.history(wordHistory('USER', name)))
}

export function stopsignal(stage: Stage, { word }: Word, context: StepContext): Stage {
  const signal = checkSignal(context.expand(stage, word))
  return withConfig(stage, { StopSignal: signal }, context.history(wordHistory('STOPSIGNAL', signal)))
}

export function maintainer(stage: Stage, { word }: Word, context: StepContext): Stage {
  return { ...withConfig(stage, {}, context.history(wordHistory('MAINTAINER', word))), author: word }
}

/** ONBUILD leaves no trace in the history. */
export function onbuild(stage: Stage, { trigger }: Onbuild): Stage {
  return { ...stage, config: { ...stage.config, OnBuild: [...(stage.config.OnBuild ?? []), trigger] } }
}
