import { button, el } from '../dom.js'
import type { Store } from '../store.js'

export interface Tab {
  readonly id: string
  readonly name: string
  readonly view: HTMLElement
}

/** Views of which one is seen, as the ARIA authoring practices have it: arrow keys go from tab to tab. */
export function tabsView(tabs: readonly Tab[], store: Store): HTMLElement {
  const heads = tabs.map(({ id, name }) =>
    button({ role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}` }, () => store.set({ tab: id }), name),
  )
  const panels = tabs.map(({ id, view }) =>
    el('div', { role: 'tabpanel', id: `panel-${id}`, 'aria-labelledby': `tab-${id}`, tabindex: '0' }, view),
  )
  const list = el('div', { role: 'tablist', 'aria-label': 'Views' }, ...heads)
  list.addEventListener('keydown', (event) => {
    const at = tabs.findIndex(({ id }) => id === store.get().tab)
    const last = tabs.length - 1
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ]
    const next = to === undefined ? undefined : tabs[to]
    if (to === undefined || !next) return
    event.preventDefault()
    store.set({ tab: next.id })
    heads[to]?.focus()
  })
  store.watch(({ tab }) => {
    for (const [i, { id }] of tabs.entries()) {
      heads[i]?.setAttribute('aria-selected', String(id === tab))
      heads[i]?.setAttribute('tabindex', id === tab ? '0' : '-1')
      panels[i]?.toggleAttribute('hidden', id !== tab)
    }
  })
  return el('div', { class: 'tabs' }, list, ...panels)
}
