import { join } from 'node:path'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { type CommandOptions, type Ended, run, runOk } from './command.js'
import { cliPath, projectRoot } from './paths.js'

export const exampleTask = {
  context: join(projectRoot, 'fixtures/tasks/add-integers'),
  inputs: join(projectRoot, 'fixtures/tasks/add-integers/inputs'),
  name: 'com/my/task:1.0.0',
}

/** Runs the built command. */
export function ociPack(args: readonly string[], options?: CommandOptions): Promise<Ended> {
  return run(process.execPath, [cliPath, ...args], options)
}

/** Builds the example Task on a base made of this host; gives the archive's path. All that it makes is in `folder`. */
export async function buildExampleTask(folder: string): Promise<string> {
  const image = join(folder, 'image.tar')
  await makeHostBase(join(folder, 'base'))
  const base = ['--build-arg', 'BASE=host', '--build-context', `host=oci-layout:${join(folder, 'base')}`]
  const store = ['--cache-dir', join(folder, 'cache')]
  await runOk(process.execPath, [
    cliPath,
    'build',
    '-t',
    exampleTask.name,
    ...base,
    ...store,
    '-o',
    image,
    exampleTask.context,
  ])
  return image
}
