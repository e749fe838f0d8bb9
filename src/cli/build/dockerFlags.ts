import { type Command, Option } from 'commander'
import { OciPackError } from '../../core/errors.js'

/** Flags of `docker build` that scripts pass and that change nothing of the image. */
const ignored = [
  // There are no intermediate containers, and no context is sent to a daemon.
  '--rm',
  '--force-rm',
  '--compress',
  // There is one builder.
  '--builder <name>',
]

interface Refusal {
  readonly why: string
  readonly hint: string
}

/** Flags of `docker build` that ask for what is not done here: it would be wrong to go on as if it had been. */
const refused: Readonly<Record<string, Refusal>> = {
  '--load': {
    why: 'there is no Docker daemon to load the image into',
    hint: 'Load the archive that is written: docker load -i image.tar.',
  },
  '--squash': { why: 'layers are not squashed', hint: 'Copy from a stage into a last one: COPY --from=STAGE.' },
}

/** Teaches a command the flags of `docker build` that have no place here, without showing them in its help. */
export function acceptDockerFlags(command: Command): void {
  for (const flags of ignored) command.addOption(new Option(flags).hideHelp())
  for (const [flags, refusal] of Object.entries(refused)) onFlag(command, flags, (name) => refuse(name, refusal))
}

function onFlag(command: Command, flags: string, listener: (name: string) => void): void {
  const option = new Option(flags).hideHelp()
  command.addOption(option)
  command.on(`option:${option.name()}`, () => listener(option.name()))
}

function refuse(name: string, { why, hint }: Refusal): never {
  throw new OciPackError('usage', `--${name} is not supported: ${why}`, { hint })
}
