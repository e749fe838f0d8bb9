import { describe, expect, test } from 'vitest'
import { type BuildFlags, buildRequest, onePlatformRequest } from '../../../src/cli/build/request.js'

const none: BuildFlags = { cache: true, progress: 'auto' }

test('an image.tar for Docker is made where nothing is said', () => {
  expect(buildRequest('.', none, {})).toMatchObject({
    context: '.',
    outputs: [{ type: 'docker', dest: 'image.tar' }],
    tags: [],
    noCache: false,
    platform: undefined,
    registry: { mirrors: {}, insecureHosts: [] },
  })
})

test.each<[string, Partial<BuildFlags>, object]>([
  [
    'build arguments, the last one of a name, those without a value from the environment',
    { buildArg: ['A=1', 'B', 'A=2=3', 'C=', '__proto__=x'] },
    {
      buildArgs: Object.fromEntries([
        ['A', '2=3'],
        ['B', undefined],
        ['C', ''],
        ['__proto__', 'x'],
      ]),
    },
  ],
  ['labels, empty where there is no value', { label: ['a=b', 'c'] }, { labels: { a: 'b', c: '' } }],
  ['build contexts', { buildContext: ['x=oci-layout:a=b'] }, { buildContexts: { x: 'oci-layout:a=b' } }],
  [
    'hosts, several with commas',
    { addHost: ['a:::1,b=1.2.3.4', 'c:5.6.7.8'] },
    { addHosts: ['a:::1', 'b=1.2.3.4', 'c:5.6.7.8'] },
  ],
  ['--no-cache', { cache: false }, { noCache: true }],
  ['--no-cache-filter, several with commas', { noCacheFilter: ['a,B', 'c'] }, { noCacheFilter: ['a', 'B', 'c'] }],
  ['rights', { allow: ['network.host', 'security.insecure'] }, { allow: ['network.host', 'security.insecure'] }],
  ['the size of /dev/shm', { shmSize: '1.5m' }, { shmSize: 1.5 * (1 << 20) }],
  ['no size of /dev/shm', { shmSize: '0' }, { shmSize: undefined }],
  ['limits', { ulimit: ['nofile=1:2'] }, { ulimits: [{ name: 'nofile', soft: 1, hard: 2 }] }],
  ['secrets', { secret: ['id=SET', 'id=b'] }, { secrets: { SET: { env: 'SET' }, b: { file: 'b' } } }],
  ['SSH agents', { ssh: ['default', 'a=b'] }, { ssh: { default: [], a: ['b'] } }],
  ['--run-with', { runWith: 'builtin' }, { runWith: 'builtin' }],
  ['a platform', { platform: ['linux/arm64'] }, { platform: 'linux/arm64' }],
  [
    'platforms, with commas and without',
    { platform: ['linux/amd64,linux/arm64', 'linux/arm/v7'] },
    { platforms: ['linux/amd64', 'linux/arm64', 'linux/arm/v7'] },
  ],
  ['--push in place of an archive', { push: true }, { outputs: [{ type: 'registry' }] }],
  [
    '--push besides an output',
    { push: true, output: ['a'] },
    { outputs: [{ type: 'docker', dest: 'a' }, { type: 'registry' }] },
  ],
  [
    'mirrors, in their order',
    { registryMirror: ['docker.io=http://a', 'docker.io=https://b', 'c:5000=https://d'] },
    { registry: { mirrors: { 'docker.io': ['http://a', 'https://b'], 'c:5000': ['https://d'] } } },
  ],
  [
    'outputs',
    { output: ['a', 'type=tar,dest=b'] },
    {
      outputs: [
        { type: 'docker', dest: 'a' },
        { type: 'tar', dest: 'b' },
      ],
    },
  ],
])('%s', (_, flags, expected) => {
  expect(buildRequest('.', { ...none, ...flags }, { SET: 'x' })).toMatchObject(expected)
})

test.each([[['linux/amd64,linux/arm64']], [['linux/amd64', 'linux/arm64']]])(
  'what is of one platform is not done for several: %j',
  (platform) => {
    expect(() => onePlatformRequest('.', { ...none, platform }, {})).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringContaining('--platform names several platforms') as string,
      }),
    )
    expect(onePlatformRequest('.', { ...none, platform: ['linux/arm64'] }, {})).toMatchObject({
      platform: 'linux/arm64',
    })
  },
)

describe('refused', () => {
  test.each<[string, Partial<BuildFlags>]>([
    ['--build-arg "=x": the name is missing', { buildArg: ['=x'] }],
    ['--tag: image reference "A": a repository name must be lower case', { tag: ['a', 'A'] }],
    ['--label "": the name is missing', { label: [''] }],
    ['--build-context "base": the value is missing', { buildContext: ['base'] }],
    ['--build-context "base=": the value is missing', { buildContext: ['base='] }],
    ['--registry-mirror docker.io=x: "x" is not an http or https address', { registryMirror: ['docker.io=x'] }],
    ['--registry-mirror a=ftp://b: "ftp://b" is not an http or https address', { registryMirror: ['a=ftp://b'] }],
    ['--allow: unknown entitlement foo', { allow: ['foo'] }],
    ['--shm-size "x" is not a size', { shmSize: 'x' }],
  ])('%s', (message, flags) => {
    expect(() => buildRequest('.', { ...none, ...flags }, { SET: 'x' })).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) as string }),
    )
  })
})
