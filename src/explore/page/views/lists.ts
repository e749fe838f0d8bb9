import { button, el } from '../dom.js'
import { formatBytes } from '../../../core/formatBytes.js'
import { counted, formatShare, shown } from '../format.js'
import type { Model } from '../model.js'
import type { Store } from '../store.js'
import { layerBadge } from './layers.js'

const most = 100

/** The largest files of the image, or of the layer that is chosen. */
export function largestView(model: Model, store: Store): HTMLElement {
  const body = el('tbody')
  store.watch(({ layer }, before) => {
    if (before && before.layer === layer) return
    const { size } = model.files
    const total = model.weights(undefined).bytes[0] ?? 0
    const files = [...size.keys()]
      .filter((file) => (size[file] ?? 0) > 0 && (layer === undefined || model.layer(file) === layer))
      .sort((a, b) => (size[b] ?? 0) - (size[a] ?? 0))
      .slice(0, most)
    body.replaceChildren(
      ...files.map((file) =>
        el(
          'tr',
          {},
          el(
            'td',
            { class: 'name' },
            button({ class: 'file' }, () => store.set({ file, tab: 'files' }), shown(model.path(file))),
          ),
          el('td', { class: 'number' }, formatBytes(size[file] ?? 0)),
          el('td', { class: 'number wide' }, formatShare(size[file] ?? 0, total)),
          el('td', { class: 'layer' }, layerBadge(model.layer(file))),
        ),
      ),
    )
  })
  const head = headRow(['File', 'Size', 'Share', 'Layer'])
  return el('div', {}, el('table', {}, el('caption', { class: 'sr' }, 'Largest files'), head, body))
}

/** Files that are in the image, and that nobody sees. */
export function wasteView({ data: { figures } }: Model): HTMLElement {
  const { wasteful, hidden, unpacked, efficiency } = figures
  if (hidden === 0) return el('p', { class: 'all-well' }, 'No layer hides what another one holds: nothing is wasted.')
  const rows = wasteful.map(({ path, size, files, layer, by, byLayer }) =>
    el(
      'tr',
      {},
      el(
        'td',
        { class: 'name' },
        shown(path),
        files > 1 ? el('span', { class: 'quiet' }, `  ${counted(files, 'file')}`) : undefined,
      ),
      el('td', { class: 'number' }, formatBytes(size)),
      el('td', { class: 'wide' }, by),
      el('td', { class: 'layer' }, layerBadge(layer - 1)),
      el('td', { class: 'layer' }, layerBadge(byLayer - 1)),
    ),
  )
  return el(
    'div',
    {},
    el(
      'p',
      {},
      `${formatBytes(hidden)} of ${formatBytes(unpacked)} are files that nobody sees: they are in a layer, and a later one replaces or removes them. `,
      'To save it, remove a file in the instruction that makes it. ',
      `By the rule of dive, the image is ${(100 * efficiency).toFixed(1)} % efficient.`,
    ),
    el(
      'table',
      {},
      el('caption', { class: 'sr' }, 'Wasted files'),
      headRow(['Path', 'Size', '', 'In', 'By']),
      el('tbody', {}, ...rows),
    ),
  )
}

function headRow(names: readonly string[]): HTMLElement {
  const cell = (name: string): HTMLElement =>
    name === ''
      ? el('td', { class: 'wide' })
      : el(
          'th',
          { scope: 'col', class: name === 'Size' ? 'number' : name === 'Share' ? 'number wide' : undefined },
          name,
        )
  return el('thead', {}, el('tr', {}, ...names.map(cell)))
}
