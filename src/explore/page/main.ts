import { checkerView } from './check/checkerView.js'
import { byId } from './dom.js'
import { readData } from './readData.js'
import { switchTheme } from './theme.js'
import { imagesView } from './views/images.js'
import type { ExploreData } from '../data.js'

/** Shows images, in the place of what was shown before. */
function show(images: readonly ExploreData[]): void {
  byId('main').replaceChildren(imagesView(images))
}

async function start(): Promise<void> {
  switchTheme(byId('theme'))
  const text = byId('data').textContent
  const { view, opener } = checkerView(show)
  byId('actions').prepend(opener)
  if (text === '') byId('main').replaceChildren(view)
  else show(await readData(text))
}

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target instanceof HTMLInputElement) return
  const search = document.getElementById('search')
  if (!search) return
  event.preventDefault()
  document.getElementById('tab-files')?.click()
  search.focus()
})

start().catch((error: unknown) => {
  byId('main').textContent = `This page cannot be shown: ${error instanceof Error ? error.message : String(error)}`
})
