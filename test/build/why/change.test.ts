import { describe, expect, test } from 'vitest'
import { sha256 } from '../../../src/core/hash.js'
import { firstChange, nearest } from '../../../src/build/why/change.js'
import type { LayerBelow, RunParts } from '../../../src/build/why/parts.js'

const below = (text: string, content = text): LayerBelow => ({ text, line: 2, diffId: sha256(content) })
const parts: RunParts = {
  base: { name: 'debian', id: sha256('debian') },
  below: [below('COPY a /'), below('COPY b /')],
  command: '/bin/sh -c make',
  variables: { PATH: '/bin', A: '1' },
  settings: { USER: '' },
  mounts: ['["bind","/a"]'],
}

describe('what changed first', () => {
  const base = { name: 'debian', id: sha256('newer') }
  const other = below('COPY a /', 'other')
  test.each([
    [{}, undefined],
    [
      { base, command: 'x' },
      { part: 'base', before: parts.base, now: base },
    ],
    [{ below: [other, below('COPY b /')] }, { part: 'layer', before: parts.below[0], now: other }],
    [{ below: [below('COPY a /')] }, { part: 'instruction', before: parts.below[1] }],
    [{ below: [...parts.below, other] }, { part: 'instruction', now: other }],
    [{ below: [below('COPY c /'), other] }, { part: 'instruction', before: parts.below[0], now: below('COPY c /') }],
    [
      { command: 'x', variables: {} },
      { part: 'command', name: '', before: '/bin/sh -c make', now: 'x' },
    ],
    [{ variables: { PATH: '/bin', A: '2' } }, { part: 'variable', name: 'A', before: '1', now: '2' }],
    [{ variables: { PATH: '/bin' } }, { part: 'variable', name: 'A', before: '1' }],
    [{ variables: { PATH: '/bin', A: '1', B: '' } }, { part: 'variable', name: 'B', now: '' }],
    [{ variables: { A: '1', PATH: '/bin' } }, { part: 'variable', name: 'the order', before: 'PATH A', now: 'A PATH' }],
    [{ settings: { USER: 'me' } }, { part: 'setting', name: 'USER', before: '', now: 'me' }],
    [{ mounts: [] }, { part: 'mount', name: '0', before: '["bind","/a"]' }],
  ])('%#', (more, change) => {
    expect(firstChange(parts, { ...parts, ...more })).toEqual(change)
  })

  test('an instruction that was written otherwise and gave the same layer is no change', () => {
    const [a, b] = parts.below
    const now = {
      ...parts,
      below: [{ text: 'COPY ./a /', line: 7, diffId: a?.diffId ?? parts.base.id }, ...(b ? [b] : [])],
    }
    expect(firstChange(parts, now)).toBeUndefined()
  })
})

test('the nearest one is that which has most in common, and the last of equals', () => {
  const early = { at: 3, parts: { ...parts, base: { name: 'x', id: sha256('x') } } }
  const late = { at: 2, parts: { ...parts, command: 'y' } }
  const twin = { at: 1, parts: { ...parts, command: 'z' } }
  expect(nearest([early, late, twin], parts)).toBe(late)
  expect(nearest<typeof early>([], parts)).toBeUndefined()
})
