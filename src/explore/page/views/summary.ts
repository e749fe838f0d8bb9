import type { Check } from '../../data.js'
import { button, el } from '../dom.js'
import { counted, formatBytes, formatShare, shown } from '../format.js'
import type { Model } from '../model.js'
import type { Store } from '../store.js'
import { marks } from './checks.js'

/** The image in a line: its name, and the figures that matter most. */
export function summaryView(model: Model, store: Store): HTMLElement {
  const { names, place, platform, layers, checks } = model.data
  const unpacked = layers.reduce((sum, layer) => sum + layer.unpacked, 0)
  const hidden = layers.reduce((sum, layer) => sum + layer.hidden, 0)
  const stored = layers.reduce((sum, layer) => sum + layer.size, 0)
  const { bytes, files } = model.weights(undefined)
  const worst = (['bad', 'warning', 'unknown', 'good'] as const).find((state) =>
    checks.some((one) => one.state === state),
  )
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
      figure('Files', formatBytes(bytes[0] ?? 0), counted(files[0] ?? 0, 'path')),
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
  unknown: 'unknown',
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
