import { describe, expect, it } from 'vitest'
import { Previews } from '../../src/explore/previews.js'
import { readTar } from '../../src/oci/tar/read.js'
import { tarItem, writeTar } from '../support/tarItems.js'

async function collect(files: Readonly<Record<string, string | Buffer>>, most?: number) {
  const previews = new Previews(most)
  const items = Object.entries(files).map(([name, body]) => tarItem({ name, body: Buffer.from(body) }))
  const bytes = (async function* () {
    yield writeTar(items)
  })()
  for await (const entry of readTar(bytes)) await previews.add(entry.header.path, entry)
  const { previews: kept, leftOut } = previews.chosen(new Set(Object.keys(files)))
  return { kept: Object.fromEntries(kept), leftOut }
}

describe('previews', () => {
  it('are of texts alone', async () => {
    const { kept, leftOut } = await collect({
      text: 'hello\n',
      empty: '',
      nul: 'a\0b',
      latin1: Buffer.from([0x63, 0xe9, 0x20]),
      'module.pyc': 'looks like text',
    })
    expect(kept).toEqual({ text: { text: 'hello\n', whole: true } })
    expect(leftOut).toBe(0)
  })

  it('end at 4 KiB, and not within a character', async () => {
    const { kept } = await collect({ long: 'é'.repeat(3000), odd: `x${'é'.repeat(3000)}` })
    expect(kept['long']).toEqual({ text: 'é'.repeat(2048), whole: false })
    expect(kept['odd']).toEqual({ text: `x${'é'.repeat(2047)}`, whole: false })
  })

  it('keep within a bound: settings come before what packages bring, small files before large ones', async () => {
    const { kept, leftOut } = await collect(
      {
        'usr/lib/python3/a.py': 'a'.repeat(50),
        'app/notes': 'b'.repeat(40),
        'app/run.sh': 'c'.repeat(60),
        'etc/conf': 'd'.repeat(30),
        'app/other.sh': 'e'.repeat(300),
      },
      150,
    )
    expect(Object.keys(kept).sort()).toEqual(['app/run.sh', 'etc/conf'])
    expect(leftOut).toBe(3)
  })

  it('keep memory bounded whatever comes', async () => {
    const files = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, 'x'.repeat(100)]))
    const { kept, leftOut } = await collect(files, 1000)
    expect(Object.keys(kept)).toHaveLength(10)
    expect(leftOut).toBe(490)
  })

  it('of files that nobody sees are none', async () => {
    const previews = new Previews()
    const bytes = (async function* () {
      yield writeTar([tarItem({ name: 'gone', body: Buffer.from('text') })])
    })()
    for await (const entry of readTar(bytes)) await previews.add('gone', entry)
    expect(previews.chosen(new Set())).toEqual({ previews: new Map(), leftOut: 0 })
  })
})
