import type { ExploreData } from '../../data.js'
import { announce, button, el } from '../dom.js'
import { shown } from '../format.js'
import { checksView } from '../views/checks.js'
import { progressView } from './progressView.js'
import { Failure, readFile, type ReadingFile } from './readFile.js'

/** What asks for a file, reads it, and hands what it holds to `show`; and what opens another one. */
export function checkerView(show: (images: readonly ExploreData[]) => void): {
  view: HTMLElement
  opener: HTMLElement
} {
  const input = el('input', {
    type: 'file',
    class: 'sr',
    tabindex: '-1',
    'aria-label': 'Image or bundle',
    accept: '.tar,.zip,.gz,.tgz',
  })
  const pick = (): void => input.click()
  const problem = el('div', { class: 'problem', role: 'alert' })
  const busy = el('div', { class: 'busy' })
  const zone = el(
    'div',
    { class: 'drop' },
    el('h1', {}, 'Look into a container image'),
    el('p', {}, 'Drop an ', el('code', {}, 'image.tar'), ' or a Task’s ', el('code', {}, 'bundle.zip'), ' here.'),
    button({ class: 'primary' }, pick, 'Choose a file'),
    el(
      'p',
      { class: 'quiet' },
      'The file is read, hashed and checked in this browser. Nothing is uploaded: this page has no way to reach a network.',
    ),
  )
  const view = el('section', { class: 'checker', 'aria-label': 'Open an image' }, zone, busy, problem)
  let reading: ReadingFile | undefined

  const read = async (file: File): Promise<void> => {
    reading?.stop()
    problem.replaceChildren()
    const stop = (): void => {
      reading?.stop()
      busy.replaceChildren()
      announce(`Reading ${file.name} was stopped`)
    }
    const progress = progressView(file.name, stop)
    busy.replaceChildren(progress.view)
    try {
      reading = readFile(file, progress.set)
      const images = await reading.result
      busy.replaceChildren()
      show(images)
      announce(`${file.name} was read`)
    } catch (error) {
      busy.replaceChildren()
      problem.replaceChildren(...told(error))
    }
  }
  const open = (file: File | undefined): void => {
    if (!file) return
    // What is shown now gives way, so that progress and faults are seen.
    if (!view.isConnected) document.getElementById('main')?.replaceChildren(view)
    void read(file)
  }
  input.addEventListener('change', () => {
    open(input.files?.[0])
    input.value = ''
  })
  takeDrops(open)
  return { view, opener: el('span', {}, button({}, pick, 'Open…'), input) }
}

/** A file may be dropped anywhere. */
function takeDrops(open: (file: File | undefined) => void): void {
  const over = (is: boolean) => (event: DragEvent) => {
    event.preventDefault()
    document.body.classList.toggle('dropping', is)
  }
  document.addEventListener('dragover', over(true))
  document.addEventListener('dragleave', over(false))
  document.addEventListener('drop', (event) => {
    over(false)(event)
    open(event.dataTransfer?.files[0])
  })
}

function told(error: unknown): HTMLElement[] {
  const message = error instanceof Error ? error.message : String(error)
  const { hint, check } = error instanceof Failure ? error : {}
  return [
    el('p', {}, el('strong', {}, 'This cannot be read: '), shown(message)),
    ...(hint === undefined ? [] : [el('p', {}, shown(hint))]),
    ...(check === undefined ? [] : [checksView({ checks: [check], readers: [] })]),
  ]
}
