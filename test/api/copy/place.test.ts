import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { destinationOf } from '../../../src/api/copy/destination.js'
import { parsePlace } from '../../../src/api/copy/place.js'
import { temporaryFolder } from '../../support/folder.js'
import { failure, thrown } from '../../support/thrown.js'

const folder = temporaryFolder()
const before = process.cwd()
beforeAll(() => {
  mkdirSync(join(folder, 'busybox'))
  mkdirSync(join(folder, 'UPPER'))
  writeFileSync(join(folder, 'file'), '')
  process.chdir(folder)
})
afterAll(() => process.chdir(before))

const busybox = { host: 'docker.io', repository: 'library/nothere' }

describe('places', () => {
  test.each([
    ['nothere', { kind: 'registry', reference: busybox }],
    ['docker://nothere:1', { kind: 'registry', reference: { ...busybox, tag: '1' } }],
    ['docker://busybox', { kind: 'registry', reference: { ...busybox, repository: 'library/busybox' } }],
    ['localhost:5000/a', { kind: 'registry', reference: { host: 'localhost:5000', repository: 'a' } }],
    ['./busybox', { kind: 'path', path: './busybox' }],
    ['/a/b', { kind: 'path', path: '/a/b' }],
    ['../a', { kind: 'path', path: '../a' }],
    ['.', { kind: 'path', path: '.' }],
    ['image.tar', { kind: 'path', path: 'image.tar' }],
    ['task.zip', { kind: 'path', path: 'task.zip' }],
    ['-', { kind: 'path', path: '-' }],
    ['UPPER', { kind: 'path', path: 'UPPER' }],
    ['oci:a/b', { kind: 'path', format: 'oci', path: 'a/b' }],
    ['oci-layout:a:1.0', { kind: 'path', format: 'oci', path: 'a', name: '1.0' }],
    ['oci-archive:a.tar:x', { kind: 'path', format: 'oci-archive', path: 'a.tar', name: 'x' }],
    ['docker-archive:a.tar:h:5000/b:1', { kind: 'path', format: 'docker-archive', path: 'a.tar', name: 'h:5000/b:1' }],
  ])('%s', (text, expected) => {
    expect(parsePlace(text)).toEqual({ text, ...expected })
  })

  test.each([
    ['busybox', 'usage', 'busybox is something here, and could be an image'],
    ['oci:', 'usage', 'oci:: the path is missing'],
    ['oci:a:', 'usage', 'oci:a:: the name is missing'],
    ['containers-storage:a', 'usage', 'containers-storage is no place that is known here'],
    ['docker://A', 'reference', 'a repository name must be lower case'],
    ['NotHere', 'reference', 'a repository name must be lower case'],
  ])('refused: %s', (text, code, message) => {
    expect(thrown(() => parsePlace(text))).toMatchObject({ code, message: expect.stringContaining(message) as string })
  })
})

describe('the form in which a place is written', () => {
  test.each([
    ['new.tar', 'docker-archive'],
    ['./file', 'docker-archive'],
    ['-', 'docker-archive'],
    ['./busybox', 'oci'],
    ['./new/', 'oci'],
    ['oci-archive:new', 'oci-archive'],
  ])('%s', async (text, format) => {
    expect(await destinationOf(parsePlace(text))).toMatchObject({ format })
  })

  test('is not guessed', async () => {
    expect(await failure(destinationOf(parsePlace('./new')))).toMatchObject({
      code: 'usage',
      hint: 'Write docker-archive:./new, oci-archive:./new or oci:./new.',
    })
  })
})
