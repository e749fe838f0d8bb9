import type { ExploreData } from '../../data.js'
import { el } from '../dom.js'
import { shown } from '../format.js'

/** How the image runs: its configuration's fields, each under its own name. */
export function configView({ config, imageId, platform, created, names }: ExploreData): HTMLElement {
  const facts: [string, HTMLElement][] = [
    ['Names', values(names.length > 0 ? names : ['none'])],
    ['Platform', values([platform])],
    ['Image id', values([imageId])],
    ...(created === undefined ? [] : [['Created', values([created])] satisfies [string, HTMLElement]]),
    ...entriesOf(config).flatMap(([name, value]): [string, HTMLElement][] => {
      const texts = textsOf(value)
      return texts.length === 0 ? [] : [[name, values(texts)]]
    }),
  ]
  return el(
    'dl',
    { class: 'config' },
    ...facts.flatMap(([name, value]) => [el('dt', {}, shown(name)), el('dd', {}, value)]),
  )
}

function values(texts: readonly string[]): HTMLElement {
  return el('div', {}, ...texts.map((text) => el('code', { class: 'line' }, shown(text))))
}

function textsOf(value: unknown): string[] {
  if (value === null || value === undefined || value === '' || value === false) return []
  if (typeof value === 'string') return [value]
  if (Array.isArray(value))
    return value.map((item: unknown) => (typeof item === 'string' ? item : JSON.stringify(item)))
  if (typeof value !== 'object') return [JSON.stringify(value)]
  // Volumes and ports are keys of empty objects.
  return entriesOf(value).map(([key, item]) => {
    const empty = typeof item === 'object' && item !== null && Object.keys(item).length === 0
    return empty ? key : `${key} = ${typeof item === 'string' ? item : JSON.stringify(item)}`
  })
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}
