import type { Check, CheckFinding } from '../../data.js'
import { el } from '../dom.js'
import { shown } from '../format.js'

/** A mark for each state, which is told in words beside it. */
export const marks: Record<Check['state'], string> = { good: '✓', warning: '!', bad: '✕', unknown: '?' }

/** What was checked, and what was found. */
export function checksView(checks: readonly Check[]): HTMLElement {
  return el('div', { class: 'checks' }, ...checks.map(checkCard))
}

function checkCard({ title, verdict, state, findings, notes }: Check): HTMLElement {
  const mark = el('span', { class: `mark ${state}`, 'aria-hidden': 'true' }, marks[state])
  return el(
    'article',
    {},
    el('h3', {}, mark, ` ${title}: `, el('span', { class: `verdict ${state}` }, verdict)),
    findings.length > 0 ? el('ul', {}, ...findings.map(findingItem)) : undefined,
    ...notes.map((note) => el('p', { class: 'quiet' }, shown(note))),
  )
}

function findingItem({ severity, rule, message, where, hint }: CheckFinding): HTMLElement {
  return el(
    'li',
    { class: severity },
    el('strong', {}, severity),
    ' ',
    shown(message),
    rule === undefined ? undefined : el('code', { class: 'rule' }, rule),
    where === undefined ? undefined : el('div', { class: 'quiet' }, shown(where)),
    hint === undefined ? undefined : el('div', { class: 'hint' }, shown(hint)),
  )
}
