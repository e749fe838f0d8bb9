import type { ExploreData } from '../../data.js'
import { el } from '../dom.js'
import { mapView } from '../map/mapView.js'
import { Model } from '../model.js'
import { createStore } from '../store.js'
import { checksView } from './checks.js'
import { configView } from './config.js'
import { crumbsView } from './crumbs.js'
import { filesView } from './files.js'
import { layersView } from './layers.js'
import { largestView, wasteView } from './lists.js'
import { summaryView } from './summary.js'
import { tabsView } from './tabs.js'

/** All views of an image. */
export function imageView(data: ExploreData): HTMLElement {
  const model = new Model(data)
  const store = createStore({ folder: 0, layer: undefined, file: undefined, query: '', tab: 'files' })
  const tabs = [
    { id: 'files', name: 'Files', view: filesView(model, store) },
    { id: 'largest', name: 'Largest', view: largestView(model, store) },
    { id: 'waste', name: 'Waste', view: wasteView(model) },
    { id: 'config', name: 'Configuration', view: configView(data) },
    { id: 'checks', name: 'Checks', view: checksView(data) },
  ]
  return el(
    'div',
    { class: 'image' },
    summaryView(model, store),
    el(
      'section',
      { class: 'timeline', 'aria-labelledby': 'layers-title' },
      el('h2', { id: 'layers-title' }, 'Layers'),
      layersView(model, store),
    ),
    el(
      'section',
      { class: 'where', 'aria-label': 'Files by size' },
      crumbsView(model, store),
      mapView(model, store),
      el(
        'p',
        { class: 'quiet help', id: 'map-help' },
        'An area is as large as its file, in the colour of its layer. Click a folder to go in. ',
        'Keys: arrows choose, Enter opens, Escape goes up. The table below tells the same in words.',
      ),
    ),
    tabsView(tabs, store),
  )
}
