import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeHostBase } from '../../scripts/hostBase/hostBase.js'
import { hasCommand, runOk } from '../support/command.js'
import { exampleTask } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { cliPath, projectRoot } from '../support/paths.js'
import { RealRegistry } from '../support/realRegistry.js'
import { yamlBlocks } from '../support/yamlBlocks.js'

const page = readFileSync(join(projectRoot, 'docs/ci.md'), 'utf8')

const workflow = v.object({
  name: v.string(),
  on: v.strictObject({ push: v.object({ branches: v.array(v.string()) }), pull_request: v.null() }),
  permissions: v.strictObject({ contents: v.literal('read'), packages: v.literal('write') }),
  jobs: v.strictObject({
    image: v.strictObject({
      'runs-on': v.string(),
      env: v.record(v.string(), v.string()),
      steps: v.array(
        v.union([
          v.strictObject({
            uses: v.pipe(v.string(), v.regex(/^actions\/[a-z-]+@v\d+$/)),
            with: v.optional(v.object({})),
          }),
          v.strictObject({
            if: v.optional(v.picklist(["github.event_name == 'pull_request'", "github.event_name == 'push'"])),
            env: v.optional(v.record(v.string(), v.string()), {}),
            run: v.string(),
          }),
        ]),
      ),
    }),
  }),
})
const pipeline = v.strictObject({
  'build-image': v.strictObject({
    image: v.string(),
    before_script: v.array(v.string()),
    script: v.array(v.string()),
    artifacts: v.object({ paths: v.tuple([v.literal('image.tar')]) }),
    rules: v.tuple([v.object({ if: v.literal('$CI_COMMIT_TAG') })]),
  }),
})
const seccomp = v.object({ type: v.literal('RuntimeDefault') })
const job = v.strictObject({
  apiVersion: v.literal('batch/v1'),
  kind: v.literal('Job'),
  metadata: v.object({ name: v.string() }),
  spec: v.strictObject({
    backoffLimit: v.number(),
    template: v.strictObject({
      spec: v.strictObject({
        restartPolicy: v.literal('Never'),
        automountServiceAccountToken: v.literal(false),
        securityContext: v.strictObject({ seccompProfile: seccomp }),
        containers: v.tuple([
          v.strictObject({
            name: v.string(),
            image: v.string(),
            command: v.array(v.string()),
            env: v.array(v.strictObject({ name: v.string(), value: v.string() })),
            securityContext: v.strictObject({ runAsUser: v.literal(0), allowPrivilegeEscalation: v.literal(false) }),
            volumeMounts: v.array(v.object({ name: v.string(), mountPath: v.string() })),
          }),
        ]),
        volumes: v.array(v.object({ name: v.string() })),
      }),
    }),
  }),
})
const restricted = v.strictObject({
  securityContext: v.strictObject({
    runAsNonRoot: v.literal(true),
    runAsUser: v.pipe(v.number(), v.minValue(1)),
    allowPrivilegeEscalation: v.literal(false),
    capabilities: v.strictObject({ drop: v.tuple([v.literal('ALL')]) }),
    seccompProfile: v.strictObject({ type: v.literal('RuntimeDefault') }),
  }),
})

const parts = ['docker-registry', 'skopeo']

describe.runIf(needs(parts.join(', '), parts.every(hasCommand)))(
  'what docs/ci.md shows for CI works as it stands',
  () => {
    const folder = temporaryFolder()
    let registry: RealRegistry
    let blocks: unknown[]
    beforeAll(async () => {
      await makeHostBase(join(folder, 'base'))
      registry = await RealRegistry.start(join(folder, 'registry'))
      await registry.push(`oci:${join(folder, 'base')}:latest`, 'library/debian:bookworm-slim')
      blocks = yamlBlocks(page, (text) => text.replaceAll(/ghcr\.io|registry\.example/g, registry.host))
    })
    afterAll(() => registry.close())

    /** Runs commands on a machine that has nothing but the Task, and our command. */
    const onRunner = async (script: string, env: Readonly<Record<string, string>>): Promise<string> => {
      const machine = join(folder, 'machine')
      rmSync(machine, { recursive: true, force: true })
      for (const name of ['src', 'cache', 'home']) mkdirSync(join(machine, name), { recursive: true })
      cpSync(exampleTask.context, join(machine, 'src'), { recursive: true })
      const given = Object.entries({
        HOME: join(machine, 'home'),
        DOCKER_CONFIG: join(machine, 'home'),
        XDG_CACHE_HOME: join(machine, 'cache'),
        OCI_PACK: 'oci-pack.tgz',
        ...env,
      })
      const shell = `
set -euo pipefail
${given.map(([name, value]) => `export ${name}='${value}'`).join('\n')}
oci-pack() {
  local name=$1; shift
  local mirror=()
  case $name in build) mirror=(--registry-mirror docker.io=http://${registry.host}) ;; esac
  '${process.execPath}' '${cliPath}' "$name" "\${mirror[@]}" "$@"
}
npm() { [ "$*" = 'install --global oci-pack.tgz' ]; }
sudo() { [ "$*" = 'sysctl kernel.apparmor_restrict_unprivileged_userns=0' ]; }
`
      return runOk('bash', ['-c', `exec 2>&1\n${shell}\n${script}`], { cwd: join(machine, 'src') })
    }
    const hasTag = async (name: string, tag: string): Promise<boolean> =>
      (
        await fetch(`http://${registry.host}/v2/${name}/manifests/${tag}`, {
          headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
        })
      ).ok

    test('GitHub', async () => {
      const { steps, env } = v.parse(workflow, blocks[0]).jobs.image
      const values: Readonly<Record<string, string>> = {
        'vars.OCI_PACK': 'oci-pack.tgz',
        'secrets.GITHUB_TOKEN': 'token',
      }
      const expanded = (text: string): string =>
        text.replaceAll(/\$\{\{ (\S+) \}\}/g, (_, name: string) => {
          const value = values[name]
          if (value === undefined) throw new Error(`nobody gives ${name}`)
          return value
        })
      const event = async (name: string): Promise<string> => {
        const script = steps.flatMap((step) =>
          'run' in step && (step.if ?? name).includes(name)
            ? [...Object.entries(step.env).map(([key, value]) => `export ${key}='${expanded(value)}'`), step.run]
            : [],
        )
        const more = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, expanded(value)]))
        const github = { GITHUB_REPOSITORY: 'Team/Task', GITHUB_ACTOR: 'somebody', GITHUB_SHA: 'abc123' }
        return onRunner(script.join('\n'), { ...github, ...more })
      }
      expect(await event('push')).not.toContain('registry cache')
      expect(await hasTag('team/task', 'abc123')).toBe(true)
      expect(await hasTag('team/task', 'cache')).toBe(true)
      expect(await event('push')).toContain('registry cache')
      expect(await event('pull_request')).toContain('registry cache')
    })

    test('GitLab', async () => {
      const { before_script, script } = v.parse(pipeline, blocks[1])['build-image']
      const env = {
        CI_REGISTRY: registry.host,
        CI_REGISTRY_IMAGE: `${registry.host}/group/task`,
        CI_REGISTRY_USER: 'somebody',
        CI_REGISTRY_PASSWORD: 'secret',
        CI_COMMIT_TAG: '1.0.0',
      }
      const commands = [...before_script, ...script].join('\n')
      expect(await onRunner(commands, env)).not.toContain('registry cache')
      expect(await onRunner(commands, env)).toContain('registry cache')
      expect(existsSync(join(folder, 'machine/src/image.tar'))).toBe(true)
      expect(await hasTag('group/task', '1.0.0')).toBe(true)
    })

    test('Kubernetes', async () => {
      const { spec } = v.parse(job, blocks[2]).spec.template
      const [{ command, env, volumeMounts }] = spec.containers
      expect(volumeMounts.map(({ name }) => name)).toEqual(spec.volumes.map(({ name }) => name))
      const paths = new Map(volumeMounts.map(({ mountPath }) => [mountPath, join(folder, 'machine', mountPath)]))
      const there = (word: string): string => paths.get(word) ?? word
      const given = Object.fromEntries(env.map(({ name, value }) => [name, there(value)]))
      const line = command.map((word) => `'${there(word)}'`).join(' ')
      await onRunner(line, given)
      expect(await hasTag('my/task', '1.0.0')).toBe(true)
      expect(await onRunner(line, given)).toContain('registry cache')
      v.parse(restricted, blocks[3])
    })
  },
)
