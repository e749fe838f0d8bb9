import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { hasCommand, runOk } from '../support/command.js'
import { exampleTask, ociPack } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { knownUser, login } from '../support/knownUser.js'
import { needs } from '../support/needs.js'
import { cliPath, projectRoot } from '../support/paths.js'
import { Podman } from '../support/podman.js'
import { RealRegistry } from '../support/realRegistry.js'
import { shellBlocks } from '../support/shellBlocks.js'

const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(projectRoot, 'docs')).map((name) => `docs/${name}`)]
const parts = ['docker-registry', 'skopeo', 'podman', 'runc', 'cmp']

describe.runIf(needs(parts.join(', '), parts.every(hasCommand)))('what the pages show works as it stands', () => {
  const folder = temporaryFolder()
  const podman = new Podman(join(folder, 'podman'))
  let registry: RealRegistry
  let guarded: RealRegistry
  beforeAll(async () => {
    await makeHostBase(join(folder, 'base'))
    registry = await RealRegistry.start(join(folder, 'registry'))
    const base = 'library/debian:bookworm-slim'
    await registry.push(`oci:${join(folder, 'base')}:latest`, base)
    // What builds with the engine finds it there, as if it had been pulled before.
    await podman.runOk('pull', '--quiet', '--tls-verify=false', `${registry.host}/${base}`)
    await podman.runOk('tag', `${registry.host}/${base}`, `docker.io/${base}`)
    guarded = await RealRegistry.start(join(folder, 'guarded'), { auth: await knownUser(folder) })
    writeFileSync(join(folder, 'shell'), shell(registry.host, guarded.host))
  })
  afterAll(async () => {
    await podman.close()
    await registry.close()
    await guarded.close()
  })

  /**
   * What stands in for the machine of a reader: our command, a registry for all names, also at localhost:5000, and one that asks for a password, an engine, an npm that puts
   * nothing outside.
   */
  const shell = (host: string, guarded: string): string => `
set -euo pipefail
export REGISTRY='${host}' XDG_CACHE_HOME='${folder}/cache' npm_config_prefix='${folder}/prefix'
export XDG_DATA_HOME='${folder}/data' XDG_CONFIG_HOME='${folder}/config' ZDOTDIR='${folder}/zsh'
oci-pack() {
  local name=$1; shift
  local mirror=()
  case $name in build | bundle | check | copy | diff | explore | inspect | lock | ls | plan | pull | reproduce | run | sbom | verify | why) mirror=(--registry-mirror docker.io=http://${host}) ;; esac
  set -- "\${@/#registry.example/${guarded}}"
  DOCKER_CONFIG='${folder}/docker' '${process.execPath}' '${cliPath}' "$name" "\${mirror[@]}" "$@"
}
docker() { ${podman.shellCommand} "$@"; }
# Tests run no tests; what else npm is told, it does.
npm() { [ "$1" = test ] || command npm "$@"; }
`

  test.each(pages)('%s', async (page) => {
    const task = join(folder, page.replaceAll('/', '-'))
    mkdirSync(task)
    cpSync(exampleTask.context, task, { recursive: true })
    writeFileSync(join(task, 'password'), login.password)
    for (const { line, script } of shellBlocks(readFileSync(join(projectRoot, page), 'utf8'))) {
      // npm is for whoever stands in the project, all else for whoever stands in a Task.
      const cwd = /^npm /m.test(script) ? projectRoot : task
      const here = script.replaceAll('localhost:5000', registry.host)
      await runOk('bash', ['-c', `. '${folder}/shell'\n${here}`, `${page}:${line}`], { cwd })
    }
  })
})

test('docs/build.md names the flags that the command has, and no others', async () => {
  const flagsIn = (text: string): string[] => [...new Set(text.match(/(?<![\w-])--[a-z][a-z-]+/g))].sort()
  const help = await ociPack(['build', '--help'])
  const table = readFileSync(join(projectRoot, 'docs/build.md'), 'utf8').match(/^\| `-[^|]*/gm) ?? []
  expect(flagsIn(table.join('\n'))).toEqual(flagsIn(help.stdout))
})
