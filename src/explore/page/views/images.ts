import type { ExploreData } from '../../data.js'
import { el } from '../dom.js'
import { shown } from '../format.js'
import { imageView } from './image.js'

/** The first of the images, and where there are several what chooses another one. */
export function imagesView(images: readonly ExploreData[]): HTMLElement {
  const place = el('div', {})
  const show = (number: number): void => {
    const image = images[number]
    if (!image) return
    document.title = `${image.names[0] ?? image.place}: oci-pack`
    place.replaceChildren(imageView(image))
  }
  show(0)
  return el('div', {}, images.length > 1 ? chooser(images, show) : undefined, place)
}

function chooser(images: readonly ExploreData[], show: (number: number) => void): HTMLElement {
  const options = images.map((image, number) => el('option', { value: String(number) }, shown(labelOf(image))))
  const select = el('select', { id: 'choice' }, ...options)
  select.addEventListener('change', () => show(select.selectedIndex))
  return el('p', { class: 'choice' }, el('label', { for: 'choice' }, `Image, of ${images.length}`), ' ', select)
}

/** What tells an image from the others. */
function labelOf({ names, imageId, platform }: ExploreData): string {
  return `${names.length > 0 ? names.join(', ') : imageId.slice(0, 19)} (${platform})`
}
