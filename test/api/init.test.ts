import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { init } from '../../src/api/init.js'
import { languages } from '../../src/task/init/languages.js'
import { temporaryFolder } from '../support/folder.js'

const root = temporaryFolder()

describe.each(languages)('a Task in %s', (language) => {
  const folder = join(root, language)
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8')

  test('is written as it is told, with its own names', async () => {
    const { files } = await init({ folder, language, namespace: 'org.example.cells', name: 'Count cells' })
    const there = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(there).toHaveLength(files.length)
    for (const path of files) expect(read(path)).not.toMatch(/(?<!\$)\{\{|com.my.task|My task/)
    expect(parse(read('descriptor.yml'))).toMatchObject({
      name: 'Count cells',
      name_short: 'count_cells',
      namespace: 'org.example.cells',
      version: '1.0.0',
      configuration: { image: { file: '/org.example.cells-1.0.0.tar' } },
    })
    expect(read('README.md')).toContain('docker build -t org/example/cells:1.0.0 .')
  })

  test('has an input for each parameter, without a line end', () => {
    const { inputs } = parse(read('descriptor.yml')) as { inputs: Record<string, unknown> }
    expect(readdirSync(join(folder, 'inputs')).sort()).toEqual(Object.keys(inputs).sort())
    for (const name of ['offset', 'factor', 'descending', 'operation', 'title', 'values/array.yml', 'values/0'])
      expect(read(`inputs/${name}`)).toMatch(/^[^\n]+$/)
  })

  test('says how it starts as a list, and who may read its code', () => {
    expect(read('Dockerfile')).toMatch(/^ENTRYPOINT \[".*"\]\n$/m)
    expect(read('Dockerfile')).toMatch(/^COPY .*--chmod=/m)
  })

  test('takes nothing into the image but its code', () => {
    expect(read('.dockerignore')).toMatch(/^\*\n!\w+\.\w+\n$/m)
  })
})

test('in Python, as com.my.task, where nothing is said', async () => {
  const folder = join(root, 'usual')
  const { files } = await init({ folder })
  expect(files).toEqual(
    expect.arrayContaining(['task.py', 'descriptor.yml', '.github/workflows/task.yml', 'inputs/picture']),
  )
  expect(readFileSync(join(folder, 'descriptor.yml'), 'utf8')).toContain("namespace: 'com.my.task'")
  await expect(init({ folder })).rejects.toMatchObject({ code: 'io' })
})

test('a language that there is nothing for', async () => {
  await expect(init({ folder: join(root, 'cobol'), language: 'cobol' })).rejects.toMatchObject({
    code: 'usage',
    hint: 'There are some for python, node, shell, r, java.',
  })
  expect(readdirSync(root)).not.toContain('cobol')
})
