import { describe, expect, it } from 'vitest'
import { counted, formatDuration, formatMode, formatShare, shown } from '../../../src/explore/page/format.js'

describe('what the page writes', () => {
  it.each([
    ['-', 0o644, '-rw-r--r--'],
    ['d', 0o1777, 'drwxrwxrwt'],
    ['-', 0o4755, '-rwsr-xr-x'],
    ['-', 0o2644, '-rw-r-Sr--'],
    ['h', 0o600, '-rw-------'],
  ])('tells the mode of %s %o as ls does', (kind, mode, text) => {
    expect(formatMode(kind, mode)).toBe(text)
  })

  it('shows what hides or turns text as its code', () => {
    expect(shown('\u202egnp.exe\u001b[31m\n')).toBe('\\u{202e}gnp.exe\\u{1b}[31m\\u{a}')
    expect(shown('<b>café 日本</b>')).toBe('<b>café 日本</b>')
  })

  it('tells shares, counts and times', () => {
    expect([formatShare(0, 0), formatShare(1, 8), formatShare(1, 1e6)]).toEqual(['0 %', '12.5 %', '< 0.1 %'])
    expect([counted(1, 'file'), counted(13_021, 'file')]).toEqual(['1 file', '13,021 files'])
    expect([formatDuration(0.2), formatDuration(59), formatDuration(125)]).toEqual(['1 s', '59 s', '2 min 5 s'])
  })
})
