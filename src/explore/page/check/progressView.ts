import { button, el } from '../dom.js'
import { formatBytes } from '../../../core/formatBytes.js'
import { formatDuration, shown } from '../format.js'
import type { Progress } from './progress.js'

/** How far the reading of a file is, and a button to give it up. */
export function progressView(name: string, stop: () => void): { view: HTMLElement; set: Progress } {
  const bar = el('progress', { max: '1', value: '0', 'aria-label': `Reading ${name}` })
  const text = el('p', { class: 'quiet' }, 'It begins')
  const title = el('h2', {}, shown(`Reading ${name}`))
  const view = el('div', { class: 'progress' }, title, bar, text, button({}, stop, 'Cancel'))
  let start = performance.now()
  const set: Progress = (step, done, total) => {
    if (title.textContent !== shown(step)) {
      title.textContent = shown(step)
      start = performance.now()
    }
    const seconds = (performance.now() - start) / 1000
    const rate = done / Math.max(seconds, 0.001)
    bar.value = total === 0 ? 1 : done / total
    const left = seconds < 1 ? '' : `, ${formatDuration((total - done) / rate)} left`
    text.textContent = `${formatBytes(done)} of ${formatBytes(total)}, ${formatBytes(Math.round(rate))}/s${done < total ? left : ', laying the layers over each other'}`
  }
  return { view, set }
}
