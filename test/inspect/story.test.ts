import { expect, test } from 'vitest'
import { type Story, storyOf } from '../../src/inspect/story.js'
import { survey } from '../../src/inspect/survey.js'
import { layerPart } from '../support/layerParts.js'
import { thrown } from '../support/thrown.js'

const image = survey([
  layerPart({
    bin: '-> usr/bin',
    'usr/bin/': 0,
    'usr/bin/a': 5,
    'opt/': 0,
    'opt/d/': 0,
    'opt/d/x': 1,
    'k/': 0,
    'k/x': 1,
  }),
  layerPart({ 'usr/bin/a': 6, 'usr/bin/b': '=> usr/bin/a', loop: '-> loop' }),
  layerPart({ '.wh.opt': 0, 'usr/bin/c': '-> ../../bin/b', k: 7 }),
  layerPart({ 'opt/d/x': 9, 'opt/.wh..wh..opq': 0 }),
])

/** A story in short words. */
function told(path: string): unknown {
  const story: Story | undefined = storyOf(image, path)
  return (
    story && {
      links: story.links.map((link) => `${link.layer} ${link.path} -> ${link.target}`),
      at: `${story.path} ${story.node?.type}`,
      names: story.names,
      events: story.events.map(
        ({ layer, change, removedWith }) => `${layer} ${change.kind}${removedWith ? ` ${removedWith}` : ''}`,
      ),
    }
  )
}

test.each([
  ['usr/bin/a', { links: [], at: 'usr/bin/a file', names: ['usr/bin/b'], events: ['0 added', '1 changed'] }],
  [
    '/bin/a',
    { links: ['0 bin -> usr/bin'], at: 'usr/bin/a file', names: ['usr/bin/b'], events: ['0 added', '1 changed'] },
  ],
  [
    'usr/bin/c',
    {
      links: ['2 usr/bin/c -> ../../bin/b', '0 bin -> usr/bin'],
      at: 'usr/bin/b file',
      names: ['usr/bin/a'],
      events: ['1 added'],
    },
  ],
  ['opt/d/x', { links: [], at: 'opt/d/x file', names: [], events: ['0 added', '2 removed opt', '3 added'] }],
  ['k/x', { links: [], at: 'k/x undefined', names: [], events: ['0 added', '2 removed k'] }],
  ['usr', { links: [], at: 'usr directory', names: [], events: [] }],
  ['', { links: [], at: ' directory', names: [], events: [] }],
  ['none', undefined],
])('%s', (path, story) => {
  expect(told(path)).toEqual(story)
})

test('a loop of links', () => {
  expect(thrown(() => storyOf(image, 'loop/x'))).toMatchObject({ code: 'source' })
})
