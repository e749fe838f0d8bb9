import { announce, button, el } from '../dom.js'
import { formatBytes } from '../../../core/formatBytes.js'
import { counted, formatMode, shown } from '../format.js'
import type { Model } from '../model.js'
import type { State, Store } from '../store.js'
import { detailsView } from './details.js'
import { layerBadge } from './layers.js'
import { found } from './search.js'

/** As many rows as are made at once. */
const mostRows = 400

type Order = 'size' | 'name'

/** What is in the folder that is shown, or below it what is searched for, as a table; beside it, the file that is chosen. */
export function filesView(model: Model, store: Store): HTMLElement {
  const search = el('input', {
    type: 'search',
    id: 'search',
    placeholder: 'Search by name  ( / )',
    'aria-label': 'Search below this folder by name',
    autocomplete: 'off',
    spellcheck: 'false',
  })
  const body = el('tbody')
  const note = el('p', { class: 'quiet', role: 'status' })
  let order: Order = 'size'
  let rows = mostRows
  const heads = (['name', 'size'] as const).map((by) => {
    const head = el('th', { scope: 'col', class: by })
    head.append(
      button(
        {},
        () => {
          order = by
          show(store.get())
        },
        by === 'name' ? 'Name' : 'Size',
      ),
    )
    return { by, head }
  })
  const more = button({ class: 'more' }, () => {
    rows += mostRows
    show(store.get())
  })
  const show = (state: State): void => {
    const { bytes } = model.weights(state.layer)
    const files = sorted(model, listed(model, state), order, bytes)
    for (const { by, head } of heads) {
      if (by === order) head.setAttribute('aria-sort', by === 'size' ? 'descending' : 'ascending')
      else head.removeAttribute('aria-sort')
    }
    const largest = Math.max(1, ...files.slice(0, 1000).map((file) => bytes[file] ?? 0))
    const up = state.query === '' && state.folder !== 0 ? [upRow(model, store)] : []
    body.replaceChildren(...up, ...files.slice(0, rows).map((file) => row(model, store, file, bytes, largest)))
    more.hidden = files.length <= rows
    more.textContent = `Show more of ${counted(files.length, 'name')}`
    const where =
      state.query === '' ? `in ${shown(model.path(state.folder))}` : `found below ${shown(model.path(state.folder))}`
    note.textContent = `${counted(files.length, 'name')} ${where}`
  }
  search.addEventListener('input', () => {
    rows = mostRows
    store.set({ query: search.value })
  })
  search.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      search.value = ''
      store.set({ query: '' })
    } else if (event.key === 'ArrowDown') body.querySelector('button')?.focus()
    else return
    event.preventDefault()
  })
  body.addEventListener('keydown', (event) => walkRows(event, body, model, store))
  store.watch((state, before) => {
    if (before && before.folder === state.folder && before.layer === state.layer && before.query === state.query) return
    if (before && before.folder !== state.folder) rows = mostRows
    show(state)
  })
  const table = el(
    'table',
    { class: 'files' },
    el('caption', { class: 'sr' }, 'Files'),
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        ...heads.map(({ head }) => head),
        el('th', { scope: 'col' }, 'Layer'),
        el('th', { scope: 'col', class: 'wide' }, 'Mode'),
        el('th', { scope: 'col', class: 'wide' }, 'Owner'),
      ),
    ),
    body,
  )
  const list = el('div', { class: 'list' }, el('div', { class: 'bar-line' }, search, note), table, more)
  return el('div', { class: 'browser' }, list, detailsView(model, store))
}

function listed(model: Model, { folder, layer, query }: State): number[] {
  const { files } = model.weights(layer)
  const inLayer = (file: number): boolean => (files[file] ?? 0) > 0
  if (query === '') return model.children(folder).filter(inLayer)
  return found(model, folder, query).filter((file) => layer === undefined || model.layer(file) === layer)
}

function sorted(model: Model, files: number[], order: Order, bytes: Float64Array): number[] {
  return order === 'name'
    ? files.sort((a, b) => (model.name(a) < model.name(b) ? -1 : 1))
    : files.sort((a, b) => (bytes[b] ?? 0) - (bytes[a] ?? 0))
}

function row(model: Model, store: Store, file: number, bytes: Float64Array, largest: number): HTMLElement {
  const folder = model.isFolder(file)
  const searching = store.get().query !== ''
  const name = shown(searching ? model.path(file) : model.name(file)) + (folder ? '/' : '')
  const target = model.files.target[file]
  const open = button({ class: folder ? 'folder' : 'file' }, () => openFile(model, store, file), name)
  const meter = el('span', { class: 'meter', 'aria-hidden': 'true' })
  meter.style.width = `${(100 * (bytes[file] ?? 0)) / largest}%`
  const { mode, uid, gid } = model.files
  return el(
    'tr',
    {},
    el(
      'td',
      { class: 'name' },
      open,
      target === undefined ? undefined : el('span', { class: 'quiet' }, ` → ${shown(target)}`),
    ),
    el('td', { class: 'size' }, meter, el('span', {}, formatBytes(bytes[file] ?? 0))),
    el('td', { class: 'layer' }, layerBadge(model.layer(file))),
    el('td', { class: 'wide' }, el('code', {}, formatMode(model.kind(file), mode[file] ?? 0))),
    el('td', { class: 'wide' }, `${uid[file] ?? 0}:${gid[file] ?? 0}`),
  )
}

function upRow(model: Model, store: Store): HTMLElement {
  const up = button({ class: 'folder', 'aria-label': 'Folder above' }, () => goUp(model, store), '../')
  return el('tr', {}, el('td', { class: 'name', colspan: '5' }, up))
}

function goUp(model: Model, store: Store): void {
  store.set({ folder: model.parent(store.get().folder) })
}

function openFile(model: Model, store: Store, file: number): void {
  if (model.isFolder(file)) store.set({ folder: file, query: '' })
  else store.set({ file })
  announce(shown(model.path(file)))
}

/** The arrow keys go from row to row. Escape and Backspace lead to the folder above. */
function walkRows(event: KeyboardEvent, body: HTMLElement, model: Model, store: Store): void {
  const buttons = [...body.querySelectorAll('button')]
  const at = buttons.findIndex((one) => one === document.activeElement)
  const last = buttons.length - 1
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: last }[event.key]
  if (to !== undefined) buttons[Math.min(Math.max(to, 0), last)]?.focus()
  else if (event.key === 'Escape' || event.key === 'Backspace') {
    goUp(model, store)
    body.querySelector('button')?.focus()
  } else return
  event.preventDefault()
}
