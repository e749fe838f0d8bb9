import type { CommandLine } from '../../dockerfile/instruction.js'
import type { ContainerConfig } from '../../oci/config.js'

/** The shell of shell forms, which SHELL changes. */
export function shellOf(config: ContainerConfig): readonly string[] {
  return config.Shell && config.Shell.length > 0 ? config.Shell : ['/bin/sh', '-c']
}

/** A command line as the arguments that are executed. */
export function argvOf(config: ContainerConfig, command: CommandLine): string[] {
  return command.form === 'exec' ? [...command.argv] : [...shellOf(config), command.text]
}
