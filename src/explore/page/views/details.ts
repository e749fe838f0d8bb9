import { button, el } from '../dom.js'
import { formatBytes } from '../../../core/formatBytes.js'
import { formatMode, formatTime, shown } from '../format.js'
import type { Model } from '../model.js'
import type { Store } from '../store.js'
import { layerBadge } from './layers.js'

/** What is known of the file that is chosen, and how its text begins. */
export function detailsView(model: Model, store: Store): HTMLElement {
  const view = el('section', { class: 'details', 'aria-label': 'Chosen file' })
  store.watch(({ file }, before) => {
    if (before && before.file === file) return
    view.hidden = file === undefined
    if (file !== undefined) view.replaceChildren(...details(model, file, () => store.set({ file: undefined })))
  })
  return view
}

function details(model: Model, file: number, close: () => void): HTMLElement[] {
  const { size, mode, uid, gid, mtime, target } = model.files
  const layer = model.layer(file)
  const step = model.data.steps.find((one) => one.layer === layer)
  const facts: [string, Node | string][] = [
    ['Size', formatBytes(size[file] ?? 0)],
    ['Mode', el('code', {}, formatMode(model.kind(file), mode[file] ?? 0))],
    ['Owner', `${uid[file] ?? 0}:${gid[file] ?? 0}`],
    ['Changed', formatTime(mtime[file] ?? 0)],
  ]
  const leads = target[file]
  if (leads !== undefined) facts.push([model.kind(file) === 'h' ? 'Same file as' : 'Leads to', shown(leads)])
  if (layer !== undefined) facts.push(['Layer', layerLine(layer, step?.instruction)])
  return [
    el(
      'div',
      { class: 'bar-line' },
      el('h3', {}, shown(model.path(file))),
      button({ class: 'icon', 'aria-label': 'Close the details' }, close, '✕'),
    ),
    el('dl', {}, ...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)])),
    preview(model, file),
  ]
}

function layerLine(layer: number, instruction: string | undefined): HTMLElement {
  return el('span', {}, layerBadge(layer), ' ', el('code', {}, shown(instruction ?? '')))
}

function preview(model: Model, file: number): HTMLElement {
  const { text, cut, leftOut } = model.data.previews
  const content = text[file]
  if (content === undefined) {
    const why = leftOut > 0 ? 'it is no text, or there was no room in this page for it' : 'it is no text'
    return el('p', { class: 'quiet' }, model.kind(file) === '-' ? `No preview: ${why}.` : '')
  }
  const lines = content.split(/\r?\n/).map((line) => shown(line.replaceAll('\t', '    ')))
  return el(
    'div',
    {},
    el('pre', { tabindex: '0', 'aria-label': 'Preview' }, lines.join('\n')),
    cut.includes(file) ? el('p', { class: 'quiet' }, 'So it begins; the rest is not in this page.') : undefined,
  )
}
