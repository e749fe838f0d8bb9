import { listed } from '../../../core/listed.js'
import type { Check, CheckFinding, ExploreData } from '../../data.js'
import { el } from '../dom.js'
import { shown } from '../format.js'
import { layerBadge } from './layers.js'

/** As many names as are told that a program has an archive's images under. */
const mostNames = 5

/** A mark for each state, which is told in words beside it. */
export const marks: Record<Check['state'], string> = { good: '✓', warning: '!', bad: '✕' }

/** What was checked and what was found, and which programs take the image. */
export function checksView({ checks, readers }: Pick<ExploreData, 'checks' | 'readers'>): HTMLElement {
  return el('div', { class: 'checks' }, ...checks.map(checkCard), readers.length > 0 ? readersCard(readers) : undefined)
}

function checkCard({ title, verdict, state, findings, notes }: Check): HTMLElement {
  return el(
    'article',
    {},
    el('h3', {}, mark(state), ` ${title}: `, el('span', { class: `verdict ${state}` }, verdict)),
    findings.length > 0 ? el('ul', {}, ...findings.map(findingItem)) : undefined,
    ...notes.map((note) => el('p', { class: 'quiet' }, shown(note))),
  )
}

function findingItem({
  severity,
  rule,
  message,
  where,
  hint,
  layer,
  entries = [],
  more = 0,
}: CheckFinding): HTMLElement {
  return el(
    'li',
    { class: severity },
    el('strong', {}, severity),
    ' ',
    layer === undefined ? undefined : layerBadge(layer - 1),
    layer === undefined ? undefined : ' ',
    el('span', { class: 'message' }, shown(message)),
    rule === undefined ? undefined : el('code', { class: 'rule' }, rule),
    where === undefined ? undefined : el('div', { class: 'quiet' }, shown(where)),
    ...entries.map((entry) => el('code', { class: 'line' }, shown(entry))),
    more > 0 ? el('div', { class: 'quiet' }, `and ${more.toLocaleString('en')} more`) : undefined,
    hint === undefined ? undefined : el('div', { class: 'hint' }, shown(hint)),
  )
}

function readersCard(readers: ExploreData['readers']): HTMLElement {
  const rows = readers.map(({ name, takes, images, reasons }) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, name),
      el('td', { class: takes ? 'good' : 'bad' }, takes ? '✓ takes it' : '✕ refuses it'),
      el(
        'td',
        { class: 'reasons' },
        takes && images.length > 0
          ? el('div', {}, 'as ', el('code', {}, listed(images.map(shown), mostNames)))
          : undefined,
        ...reasons.map((reason) => el('div', {}, shown(reason))),
      ),
    ),
  )
  return el('article', {}, el('h3', {}, 'Who takes the image'), el('table', {}, el('tbody', {}, ...rows)))
}

function mark(state: Check['state']): HTMLElement {
  return el('span', { class: `mark ${state}`, 'aria-hidden': 'true' }, marks[state])
}
