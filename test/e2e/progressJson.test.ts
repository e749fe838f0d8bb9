import { Ajv } from 'ajv'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasCommand } from '../support/command.js'
import { buildExampleTask, exampleTask, ociPack } from '../support/exampleTask.js'
import { temporaryFolder } from '../support/folder.js'
import { needs } from '../support/needs.js'
import { projectRoot } from '../support/paths.js'
import { RealRegistry } from '../support/realRegistry.js'
import { hasUserNamespaces } from '../support/userNamespaces.js'

interface Definition {
  readonly title: string
  readonly properties: Readonly<Record<string, unknown>>
  readonly additionalProperties?: boolean
}
interface Schema {
  readonly oneOf: readonly Definition[]
}
const schema = JSON.parse(readFileSync(join(projectRoot, 'schema/progress.json'), 'utf8')) as Schema
/** What the schema leaves open for later versions is closed here: each field is in it. A result's are the report's own. */
const closed = schema.oneOf.map((one) => (one.title === 'result' ? one : { ...one, additionalProperties: false }))
const ajv = new Ajv({ allErrors: true, strictRequired: false, strictTypes: false })
const asDocumented = ajv.compile<{ type: string }>({ ...schema, oneOf: closed })

const folder = temporaryFolder()
const at = (name: string): string => join(folder, name)
const cache = ['--cache-dir', at('cache')]
const host = ['--build-arg', 'BASE=host', '--build-context', `host=oci-layout:${at('base')}`]

/** The types of the events that a command line writes, each as the schema has it. */
async function typesOf(args: readonly string[]): Promise<string[]> {
  const { stderr } = await ociPack([...args, '--progress=json'])
  return stderr
    .trimEnd()
    .split('\n')
    .map((line) => {
      const event: unknown = JSON.parse(line)
      const valid = asDocumented(event)
      expect({ line, errors: asDocumented.errors }).toEqual({ line, errors: null })
      return valid ? event.type : 'invalid'
    })
}

beforeAll(async () => {
  await buildExampleTask(folder)
  cpSync(exampleTask.context, at('task'), { recursive: true })
  for (const [name, text] of Object.entries({
    says: 'FROM host\nRUN echo é; echo x >&2; cat /etc/hostname || true\n',
    fails: 'FROM host\nRUN cat /nowhere\n',
    odd: 'from host\nCOPY gone /\n',
    copies: 'FROM scratch\nCOPY Dockerfile /\n',
  })) {
    mkdirSync(at(name))
    writeFileSync(join(at(name), 'Dockerfile'), text)
  }
})

describe('what is written about what happens here', () => {
  test.each<[string[], string]>([
    [['build', ...host, ...cache, '-o', at('a.tar'), at('task')], 'result'],
    [['build', ...cache, '-o', at('b.tar'), at('copies')], 'result'],
    [['build', ...host, ...cache, '-o', at('c.tar'), at('odd')], 'error'],
    [['build', '--check', at('odd')], 'result'],
    [['build', '-o', 'type=zip,dest=x', at('copies')], 'error'],
    [['plan', ...host, ...cache, at('task')], 'result'],
    [['check', ...host, ...cache, at('task')], 'result'],
    [['bundle', ...host, ...cache, '-o', at('task.zip'), at('task')], 'result'],
    [['lock', ...cache, at('copies')], 'result'],
    [['copy', at('image.tar'), `oci:${at('layout')}`], 'result'],
    [['sbom', '-o', at('bill.json'), ...cache, at('image.tar')], 'result'],
    [['verify', at('image.tar')], 'result'],
    [['verify', at('nowhere.tar')], 'error'],
    [['inspect', at('image.tar')], 'result'],
    [['inspect', at('image.tar'), '--layer', '1'], 'result'],
    [['inspect', at('image.tar'), 'ls'], 'result'],
    [['inspect', at('image.tar'), 'cat', '/bin/sh'], 'result'],
    [['inspect', at('image.tar'), 'export', '-o', at('rootfs.tar')], 'result'],
    [['why', at('image.tar'), '/etc'], 'result'],
    [['why', ...cache, at('copies')], 'result'],
    [['diff', at('image.tar'), at('image.tar')], 'result'],
    [['diff', at('image.tar'), at('nowhere.tar')], 'error'],
    [['explore', '-o', at('page.html'), at('image.tar')], 'result'],
    [['cache', 'verify', ...cache], 'result'],
    [['cache', 'prune', '--all', ...cache], 'result'],
  ])('oci-pack %j', async (args, last) => {
    expect((await typesOf(args)).at(-1)).toBe(last)
  })
})

describe.runIf(needs('user namespaces', await hasUserNamespaces()))('what is written about programs', () => {
  test('a RUN', async () => {
    const types = await typesOf(['build', ...host, ...cache, '-o', at('says.tar'), at('says')])
    expect(types).toContain('output')
    expect(types.at(-1)).toBe('result')
  })
  test('a RUN that fails', async () => {
    const types = await typesOf(['build', ...host, ...cache, '-o', at('fails.tar'), at('fails')])
    expect(types.slice(-2)).toEqual(['step-failed', 'error'])
  })
})

describe.runIf(needs('docker-registry', hasCommand('docker-registry')))('what is written about a registry', () => {
  let registry: RealRegistry
  beforeAll(async () => void (registry = await RealRegistry.start(at('registry'))))
  afterAll(() => registry.close())

  test('push, pull and copy', async () => {
    const name = `${registry.host}/com/my/task:1.0.0`
    for (const args of [
      ['push', at('image.tar'), name],
      ['pull', ...cache, '-o', at('pulled.tar'), name],
      ['copy', name, `oci:${at('copied')}`],
    ]) {
      const types = await typesOf([...args, '--insecure-registry', registry.host])
      expect(types).toContain('progress')
      expect(types.at(-1)).toBe('result')
    }
  })
})
