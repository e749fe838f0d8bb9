import { Argument, type Command } from 'commander'
import type { Choose } from '../action.js'
import { complete } from '../completion/complete.js'
import { scripts, type Shell, shells } from '../completion/scripts.js'
import { print } from '../io.js'

const notes = `
docs/completion.md tells how to have it in every shell that is started.

Examples:
  source <(oci-pack completion bash)
  oci-pack completion zsh > ~/.zfunc/_oci-pack
  oci-pack completion fish > ~/.config/fish/completions/oci-pack.fish
`

/** `oci-pack completion`: what teaches a shell to complete command lines. */
export function defineCompletion(command: Command, choose: Choose): void {
  command
    .description('Print what teaches a shell to complete the command lines of oci-pack.')
    .addArgument(new Argument('<shell>', 'which one').choices(shells))
    .addHelpText('after', notes)
    .action((shell: Shell) =>
      choose(async ({ stdout }) => {
        await print(stdout, scripts[shell])
        return 0
      }),
    )
}

/** `oci-pack __complete -- WORDS`, which those scripts ask: a line for each word that may stand in place of the last one. */
export function defineComplete(command: Command, choose: Choose): void {
  command
    .argument('[words...]')
    .helpOption(false)
    .action((words: string[], _, { parent }: Command) => {
      const { values, paths } = complete(parent ?? command, words)
      const lines = values.map(({ value, about }) => `${value}\t${about}`.trimEnd())
      const text = [...lines, ...(paths === 'none' ? [] : [`:${paths}`])].map((line) => `${line}\n`).join('')
      choose(async ({ stdout }) => {
        await print(stdout, text)
        return 0
      })
    })
}
