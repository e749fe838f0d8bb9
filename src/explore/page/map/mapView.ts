import { announce, byId, el } from '../dom.js'
import { formatBytes } from '../../../core/formatBytes.js'
import { formatShare, shown } from '../format.js'
import type { Model } from '../model.js'
import type { State, Store } from '../store.js'
import { type Box, boxAt, layout } from './layout.js'
import { type MapColours, paint, paintMark } from './paint.js'

/** The map of a folder: each file an area as large as it, in the colour of its layer. Its equal in words is the table of files. */
export function mapView(model: Model, store: Store): HTMLElement {
  const canvas = el('canvas', {
    tabindex: '0',
    role: 'application',
    'aria-roledescription': 'map of files',
    'aria-describedby': 'map-help',
  })
  const tip = el('div', { class: 'tip', 'aria-hidden': 'true', hidden: true })
  const view = el('div', { class: 'map' }, canvas, tip)
  let boxes: Box[] = []
  let hovered: Box | undefined
  let marked: number | undefined

  const draw = (): void => {
    const { clientWidth: width, clientHeight: height } = view
    const context = canvas.getContext('2d')
    if (!context || width === 0) return
    const scale = window.devicePixelRatio
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
    context.scale(scale, scale)
    const { folder, layer, file } = store.get()
    const { bytes } = model.weights(layer)
    const colours = coloursOf(view)
    boxes = layout(model, bytes, folder, { x: 0, y: 0, width, height })
    context.fillStyle = colours.ground
    context.fillRect(0, 0, width, height)
    paint(context, boxes, model, bytes, colours)
    if (boxes.length === 0) writeEmpty(context, width, height, colours)
    for (const box of boxes) {
      if (box === hovered || box.file === file || (box.file === marked && document.activeElement === canvas))
        paintMark(context, box, colours)
    }
  }
  let asked = false
  const redraw = (): void => {
    if (asked) return
    asked = true
    requestAnimationFrame(() => {
      asked = false
      draw()
    })
  }

  const open = (file: number): void => {
    if (model.isFolder(file)) store.set({ folder: file })
    else store.set({ file, tab: 'files' })
  }
  const mark = (file: number | undefined): void => {
    marked = file
    if (file !== undefined) announce(describe(model, store.get(), file))
    redraw()
  }
  const step = (by: number): void => {
    const siblings = boxes.filter(({ depth }) => depth === 1)
    const at = siblings.findIndex(({ file }) => file === marked)
    const next = siblings[Math.min(Math.max(at + by, 0), siblings.length - 1)]
    if (next) mark(next.file)
  }

  canvas.addEventListener('pointermove', (event) => {
    const box = boxAt(boxes, event.offsetX, event.offsetY)
    if (box?.file !== hovered?.file) {
      hovered = box
      redraw()
    }
    showTip(tip, view, box && describe(model, store.get(), box.file), event)
  })
  canvas.addEventListener('pointerleave', () => {
    hovered = undefined
    tip.hidden = true
    redraw()
  })
  canvas.addEventListener('click', (event) => {
    const box = boxAt(boxes, event.offsetX, event.offsetY)
    if (box) open(box.file)
  })
  canvas.addEventListener('keydown', (event) => {
    const acts: Partial<Record<string, () => void>> = {
      ArrowRight: () => step(1),
      ArrowDown: () => step(1),
      ArrowLeft: () => step(-1),
      ArrowUp: () => step(-1),
      Home: () => step(-Infinity),
      End: () => step(Infinity),
      Enter: () => (marked === undefined ? step(1) : open(marked)),
      Escape: () => store.set({ folder: model.parent(store.get().folder) }),
      Backspace: () => store.set({ folder: model.parent(store.get().folder) }),
    }
    const act = acts[event.key]
    if (!act) return
    event.preventDefault()
    act()
  })
  canvas.addEventListener('focus', redraw)
  canvas.addEventListener('blur', redraw)
  new ResizeObserver(redraw).observe(view)
  window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw)
  byId('theme').addEventListener('click', redraw)

  store.watch((state, before) => {
    canvas.setAttribute('aria-label', `Map of ${describe(model, state, state.folder)}`)
    if (before && (before.folder !== state.folder || before.layer !== state.layer)) {
      hovered = undefined
      tip.hidden = true
      // Who goes up finds again where they were.
      marked =
        model.parent(before.folder) === state.folder && before.folder !== state.folder ? before.folder : undefined
      announce(describe(model, state, state.folder))
    }
    redraw()
  })
  return view
}

/** A file in words: its path, its size, its share of what is shown, its layer. */
function describe(model: Model, { folder, layer }: State, file: number): string {
  const { bytes, files } = model.weights(layer)
  const size = bytes[file] ?? 0
  const own = model.layer(file)
  const parts = [shown(model.path(file)), formatBytes(size)]
  if (file !== folder) parts.push(`${formatShare(size, bytes[folder] ?? 0)} of ${shown(model.name(folder))}`)
  if (model.isFolder(file)) parts.push(`${(files[file] ?? 0).toLocaleString('en')} files and folders`)
  else if (own !== undefined) parts.push(`layer ${own + 1}`)
  return parts.join(', ')
}

function showTip(tip: HTMLElement, view: HTMLElement, text: string | undefined, event: PointerEvent): void {
  tip.hidden = text === undefined
  if (text === undefined) return
  tip.textContent = text
  const room = view.clientWidth - tip.offsetWidth - 4
  tip.style.left = `${Math.max(4, Math.min(event.offsetX + 12, room))}px`
  const below = event.offsetY + 18
  tip.style.top = `${below + tip.offsetHeight > view.clientHeight ? event.offsetY - tip.offsetHeight - 8 : below}px`
}

function writeEmpty(context: CanvasRenderingContext2D, width: number, height: number, colours: MapColours): void {
  context.fillStyle = colours.text
  context.font = '14px system-ui, sans-serif'
  context.textAlign = 'center'
  context.fillText('Nothing here has a size.', width / 2, height / 2)
  context.textAlign = 'start'
}

/** The colours that the theme gives to the elements of the page. */
function coloursOf(view: HTMLElement): MapColours {
  const probe = (name: string): string => {
    view.style.outlineColor = `var(${name})`
    return getComputedStyle(view).outlineColor
  }
  const colours = {
    ground: probe('--ground'),
    folder: probe('--map-folder'),
    deeper: probe('--map-deeper'),
    text: probe('--text'),
    mark: probe('--text'),
  }
  view.style.outlineColor = ''
  return colours
}
