import { button, el } from '../dom.js'
import { formatBytes } from '../../../core/formatBytes.js'
import { shown } from '../format.js'
import type { Model } from '../model.js'
import type { Store } from '../store.js'

/** The way to the folder that is shown, each part a button that leads there. */
export function crumbsView(model: Model, store: Store): HTMLElement {
  const list = el('ol')
  const size = el('span', { class: 'quiet' })
  const everything = button({ class: 'chip' }, () => store.set({ layer: undefined }))
  store.watch(({ folder, layer }) => {
    const way = model.way(folder)
    list.replaceChildren(
      ...way.map((part, i) => {
        const last = i === way.length - 1
        const go = button(
          { 'aria-current': last && 'location' },
          () => store.set({ folder: part }),
          shown(model.name(part)),
        )
        return el('li', {}, go)
      }),
    )
    size.textContent = formatBytes(model.weights(layer).bytes[folder] ?? 0)
    everything.hidden = layer === undefined
    everything.textContent = layer === undefined ? '' : `Layer ${layer + 1} only ✕`
    everything.setAttribute('aria-label', 'Show all layers')
  })
  return el('nav', { class: 'crumbs', 'aria-label': 'Folder' }, list, size, everything)
}
