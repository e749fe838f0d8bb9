import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasCommand, run, runOk } from '../support/command.js'
import { Containerd } from '../support/containerd.js'
import { buildExampleTask, exampleTask } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { Podman } from '../support/podman.js'

const folder = temporaryFolder()
const isRoot = process.getuid?.() === 0
let image: string
beforeAll(async () => {
  image = await buildExampleTask(folder)
})

/** The Task's folders, filled as the App Engine does; the output folder is writable by whoever the Task runs as. */
function taskFolders(name: string, inputs: Record<string, string> = {}): { inputs: string; outputs: string } {
  const folders = { inputs: join(folder, name, 'inputs'), outputs: join(folder, name, 'outputs') }
  cpSync(exampleTask.inputs, folders.inputs, { recursive: true })
  mkdirSync(folders.outputs, { recursive: true })
  for (const [parameter, text] of Object.entries(inputs)) writeFileSync(join(folders.inputs, parameter), text)
  return folders
}

describe.runIf(needs('podman', hasCommand('podman') && hasCommand('runc')))('Podman', () => {
  const podman = new Podman(join(folder, 'podman'))
  beforeAll(() => podman.runOk('load', '-i', image))
  afterAll(() => podman.close())

  const runTask = ({ inputs, outputs }: { inputs: string; outputs: string }) =>
    podman.run('run', '--rm', '-v', `${inputs}:/inputs`, '-v', `${outputs}:/outputs`, exampleTask.name)

  test('loads the archive under its name and runs the Task', async () => {
    const folders = taskFolders('adds')
    expect(await runTask(folders)).toEqual({ status: 0, stdout: '', stderr: '' })
    expect(readFileSync(join(folders.outputs, 'sum'), 'utf8')).toBe('42')
  })

  test('passes on how a Task fails', async () => {
    const ended = await runTask(taskFolders('refuses', { b: 'twelve' }))
    expect(ended).toEqual({ status: 1, stdout: '', stderr: 'add-integers: the input b is not an integer: twelve\n' })
  })
})

describe.runIf(needs('skopeo', hasCommand('skopeo')))('skopeo', () => {
  test.each(['docker-archive', 'oci-archive'])(
    'copies it as %s:, with the same configuration and layers',
    async (form) => {
      const copy = join(folder, form)
      await runOk('skopeo', ['--insecure-policy', 'copy', '--quiet', `${form}:${image}`, `oci:${copy}:copied`])
      const inspect = async (source: string): Promise<unknown> =>
        JSON.parse(await runOk('skopeo', ['inspect', '--config', source]))
      expect(await inspect(`oci:${copy}:copied`)).toEqual(await inspect(`docker-archive:${image}`))
    },
  )
})

describe.runIf(needs('umoci', hasCommand('umoci')))('umoci', () => {
  test('unpacks what lies in the archive once it is untarred', async () => {
    const layout = join(folder, 'untarred')
    mkdirSync(layout)
    await runOk('tar', ['-xf', image, '-C', layout])
    const tag = exampleTask.name.split(':')[1] ?? ''
    const rootless = isRoot ? [] : ['--rootless']
    await runOk('umoci', ['unpack', ...rootless, '--image', `${layout}:${tag}`, join(folder, 'bundle')])
    const script = await run('stat', ['-c', '%A', join(folder, 'bundle/rootfs/app/add.sh')])
    expect(script.stdout).toBe('-rwxr-xr-x\n')
  })
})

describe.runIf(needs('containerd', hasCommand('containerd') && hasCommand('ctr') && isRoot))('containerd', () => {
  let containerd: Containerd
  beforeAll(async () => {
    containerd = await Containerd.start(join(folder, 'containerd'))
  })
  afterAll(() => containerd.close())

  test('imports it under its full name', async () => {
    await containerd.ctr('images', 'import', image)
    expect(await containerd.ctr('images', 'ls', '--quiet')).toContain(`docker.io/${exampleTask.name}`)
  })
})
