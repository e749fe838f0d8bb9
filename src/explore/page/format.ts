import { modeLetters } from '../../inspect/modeLetters.js'

/** A count with its noun: `1 file`, `13,021 files`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

/** A part of a whole: `12.5 %`. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %'
  const percent = (100 * part) / whole
  return percent < 0.1 ? '< 0.1 %' : `${percent.toFixed(1)} %`
}

/** Seconds for people. */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** Permission bits as `ls -l` writes them, the kind in front; of a hard link the file's. */
export function formatMode(kind: string, mode: number): string {
  return (kind === 'h' ? '-' : kind) + modeLetters(mode)
}

/** Seconds since 1970 as a day and a time. */
export function formatTime(seconds: number): string {
  const date = new Date(1000 * seconds)
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().slice(0, 16).replace('T', ' ')
}

/** Control characters, those that turn the direction of the text around them, and those that cannot be seen. */
const controls = /[\0-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

/** A name as it can be shown: what would hide or move something is written as its code. */
export function shown(name: string): string {
  return name.replace(controls, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`)
}
