import { describe, expect, test } from 'vitest'
import type { ImageConfig } from '../../src/oci/config.js'
import type { Image } from '../../src/oci/image.js'
import { compareConfigs } from '../../src/reproduce/values.js'

const base: ImageConfig = {
  created: '1980-01-01T00:00:00Z',
  architecture: 'amd64',
  os: 'linux',
  config: { Env: ['A=1', 'B=2'] },
  rootfs: { type: 'layers', diff_ids: [] },
  history: [{ created: '1980-01-01T00:00:00Z', created_by: 'RUN a' }],
}

function image(config: ImageConfig, text = JSON.stringify(config)): Image {
  return { config, configBytes: Buffer.from(text), layers: [] }
}

const differences = (config: ImageConfig, text?: string) =>
  compareConfigs(image(base), image(config, text)).map(({ platform, ...value }) => value)

describe('in what configurations differ', () => {
  test('nothing', () => {
    expect(differences(base)).toEqual([])
  })

  test('the time, which is that of the history too, and how to have it', () => {
    const created = '1970-01-01T00:16:40Z'
    expect(differences({ ...base, created, history: [{ created, created_by: 'RUN a' }] })).toEqual([
      {
        at: 'created',
        first: '"1980-01-01T00:00:00Z"',
        second: '"1970-01-01T00:16:40Z"',
        mend: '--timestamp 315532800',
      },
    ])
  })

  test('variables, and steps of the history', () => {
    const history = [...(base.history ?? []), { created_by: 'RUN b', empty_layer: true }]
    expect(differences({ ...base, config: { Env: ['A=1', 'B=3'] }, history })).toEqual([
      { at: 'config.Env.B', first: '"2"', second: '"3"' },
      { at: 'history 1', second: '{"created_by":"RUN b","empty_layer":true}' },
    ])
    expect(differences({ ...base, history: [{ ...base.history?.[0], comment: 'x' }] })).toEqual([
      { at: 'history 0.comment', second: '"x"' },
    ])
  })

  test('the form alone', () => {
    expect(differences(base, JSON.stringify(base, null, 1))).toEqual([{ at: 'the order of its fields, or its spaces' }])
  })
})
