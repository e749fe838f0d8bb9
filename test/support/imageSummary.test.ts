import { describe, expect, test } from 'vitest'
import { baseArchive } from '../conformance/bases.js'
import { keptTime, tarOf } from '../conformance/files.js'
import { imageSummary } from './imageSummary.js'

describe('the summary of an image archive', () => {
  const summary = imageSummary(baseArchive('tree'))

  test('lays layers over each other', () => {
    expect(summary.layers).toBe(2)
    expect(summary.tree['etc/motd']).toMatchObject({ text: 'second\n' })
    expect(summary.tree).not.toHaveProperty('opt/gone')
    expect(summary.tree).not.toHaveProperty('opt/gone/x')
    expect(Object.keys(summary.tree).filter((path) => path.startsWith('opt/again/'))).toEqual(['opt/again/new'])
  })

  test('tells each kind of file', () => {
    expect(summary.tree['bin']).toEqual({ type: 'symlink', target: 'usr/bin', uid: 0, gid: 0, mtime: keptTime })
    expect(summary.tree['var/mail']).toEqual({ type: 'dir', mode: '2775', uid: 0, gid: 12, mtime: keptTime })
    expect(summary.tree['usr/bin/tool2']).toEqual(summary.tree['usr/bin/tool'])
  })

  test('keeps the configuration that is set', () => {
    expect(summary.config).toEqual({ Env: [expect.stringContaining('PATH=')] })
    expect(summary.tags).toEqual(['conformance/tree:1'])
  })

  test('refuses a blob that does not hash to its name', () => {
    const archive = baseArchive('small')
    const at = archive.indexOf('in-the-base')
    archive.write('in-the-case', at)
    expect(() => imageSummary(archive)).toThrow(/does not hash to its name/)
  })

  test('refuses layers that are not those of the configuration', () => {
    const layer = tarOf({ a: 'a' })
    const config = JSON.stringify({ rootfs: { diff_ids: ['sha256:' + '0'.repeat(64)] } })
    const manifest = JSON.stringify([{ Config: 'config', RepoTags: [], Layers: ['layer'] }])
    const archive = tarOf({ 'manifest.json': manifest, config, layer: { file: layer } })
    expect(() => imageSummary(archive)).toThrow(/diff_ids/)
  })
})
