import type { ExploredLayer, ExploredStep } from '../../data.js'
import { button, el } from '../dom.js'
import { formatBytes } from '../../../core/formatBytes.js'
import { counted, shown } from '../format.js'
import type { Model } from '../model.js'
import { layerColour, textOn } from '../palette.js'
import type { Store } from '../store.js'

/** The image's steps in their order: what each layer weighs, does and wastes. One that is chosen is shown alone. */
export function layersView(model: Model, store: Store): HTMLElement {
  const { layers, steps } = model.data
  const largest = Math.max(1, ...layers.map(({ unpacked }) => unpacked))
  const told = new Set(steps.map(({ layer }) => layer))
  const untold = [...layers.keys()].filter((layer) => !told.has(layer))
  const all: ExploredStep[] = [...steps, ...untold.map((layer) => ({ instruction: undefined, layer }))]
  const items = all.map((step) => {
    const layer = step.layer === undefined ? undefined : layers[step.layer]
    return layer && step.layer !== undefined
      ? layerItem(step.layer, layer, step.instruction, largest, store)
      : el('li', { class: 'step' }, el('code', {}, shown(step.instruction ?? 'a step that is not told')))
  })
  return el('ol', { class: 'layers' }, ...items)
}

function layerItem(
  number: number,
  layer: ExploredLayer,
  instruction: string | undefined,
  largest: number,
  store: Store,
): HTMLElement {
  const badge = layerBadge(number)
  const bar = el('span', { class: 'bar' }, el('span', { class: 'fill' }), el('span', { class: 'waste' }))
  const [fill, waste] = bar.children
  if (fill instanceof HTMLElement && waste instanceof HTMLElement) {
    fill.style.width = `${(100 * (layer.unpacked - layer.hidden)) / largest}%`
    fill.style.backgroundColor = layerColour(number)
    waste.style.width = `${(100 * layer.hidden) / largest}%`
    waste.style.setProperty('--stripe', layerColour(number))
  }
  const changes = [
    el('span', { class: 'added' }, `+${layer.added.toLocaleString('en')}`),
    el('span', { class: 'changed' }, `~${layer.changed.toLocaleString('en')}`),
    el('span', { class: 'removed' }, `−${layer.removed.toLocaleString('en')}`),
  ]
  const spoken = [
    counted(layer.added, 'path'),
    'added,',
    layer.changed.toLocaleString('en'),
    'changed,',
    layer.removed.toLocaleString('en'),
    'removed',
  ].join(' ')
  const facts = el(
    'span',
    { class: 'facts' },
    el('strong', {}, formatBytes(layer.unpacked)),
    el('span', { 'aria-hidden': 'true', class: 'changes' }, ...changes),
    el('span', { class: 'sr' }, spoken),
    layer.hidden > 0 ? el('span', { class: 'wasted' }, `${formatBytes(layer.hidden)} wasted`) : undefined,
  )
  const text = el('code', {}, shown(instruction ?? 'what made this layer is not told'))
  const choose = button(
    { title: instruction && shown(instruction) },
    () => store.set({ layer: store.get().layer === number ? undefined : number }),
    badge,
    el('span', { class: 'what' }, text, bar, facts),
  )
  store.watch(({ layer: chosen }) => choose.setAttribute('aria-pressed', String(chosen === number)))
  return el('li', {}, choose)
}

/** A layer's number in its colour. */
export function layerBadge(layer: number | undefined): HTMLElement {
  const badge = el('span', { class: 'badge' }, layer === undefined ? '–' : String(layer + 1))
  badge.style.backgroundColor = layerColour(layer)
  badge.style.color = textOn(layerColour(layer))
  return badge
}
