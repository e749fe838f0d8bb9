import type { Check } from '../../data.js'
import { button, el } from '../dom.js'
import { formatBytes } from '../../../core/formatBytes.js'
import { counted, formatShare, shown } from '../format.js'
import type { Model } from '../model.js'
import type { Store } from '../store.js'
import { marks } from './checks.js'

/** The image in a line: its name, and the figures that matter most. */
export function summaryView(model: Model, store: Store): HTMLElement {
  const { names, place, platform, layers, figures, checks } = model.data
  const stored = layers.reduce((sum, layer) => sum + layer.size, 0)
  const { seen, hidden, unpacked, files, directories } = figures
  const worst = (['bad', 'warning', 'good'] as const).find((state) => checks.some((one) => one.state === state))
  const [name, ...others] = names
  return el(
    'section',
    { class: 'summary', 'aria-label': 'Image' },
    el(
      'div',
      { class: 'title' },
      el('h1', {}, shown(name ?? place)),
      el('p', { class: 'quiet' }, [place, ...others].map(shown).join(' · ')),
    ),
    el(
      'ul',
      { class: 'figures' },
      figure('Files', formatBytes(seen), `${counted(files, 'file')}, ${counted(directories, 'folder')}`),
      figure('Stored', formatBytes(stored), counted(layers.length, 'layer')),
      figure('Wasted', formatBytes(hidden), `${formatShare(hidden, unpacked)} of ${formatBytes(unpacked)}`, () =>
        store.set({ tab: 'waste' }),
      ),
      figure('Platform', shown(platform), ''),
      worst &&
        figure('Checks', `${marks[worst]} ${verdicts[worst]}`, told(checks), () => store.set({ tab: 'checks' }), worst),
    ),
  )
}

const verdicts: Record<Check['state'], string> = {
  good: 'sound',
  warning: 'warnings',
  bad: 'faults',
}

function told(checks: readonly Check[]): string {
  return counted(checks.length, 'check')
}

function figure(name: string, value: string, more: string, act?: () => void, state = ''): HTMLElement {
  const parts = [
    el('span', { class: 'label' }, name),
    el('strong', { class: state }, value),
    el('span', { class: 'quiet' }, more),
  ]
  return el('li', {}, act ? button({}, act, ...parts) : el('div', {}, ...parts))
}
