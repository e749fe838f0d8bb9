import { describe, expect, test } from 'vitest'
import { reach, type Way } from '../../../src/task/image/reach.js'
import { directory, file, link, tree } from '../../support/trees.js'

const user = { uid: 1000, groups: [1000] }
const root = tree({
  'usr/bin/sh': file(''),
  bin: link('usr/bin'),
  'app/run': file(''),
  'app/up': link('../usr'),
  'app/away': link('/nowhere'),
  loop: link('loop'),
  closed: directory({ mode: 0o700 }),
  'closed/in/x': file(''),
  into: link('/closed/in/x'),
  'inputs/old': file(''),
  toInputs: link('inputs'),
})
const covers = ['inputs', 'data/in']

const rows: [path: string, way: Way, expected: string][] = [
  ['/', {}, 'found '],
  ['/bin/sh', {}, 'found usr/bin/sh'],
  ['run', { cwd: 'app' }, 'found app/run'],
  ['./up/bin/sh', { cwd: 'app' }, 'found usr/bin/sh'],
  ['/../../app/./run', {}, 'found app/run'],
  ['/app/away', {}, 'missing nowhere'],
  ['/app/none/run', {}, 'missing app/none'],
  ['/app/run/', {}, 'no-folder app/run'],
  ['/app/run/.', {}, 'no-folder app/run'],
  ['/app/run/../run', {}, 'no-folder app/run'],
  ['/loop', {}, 'loop loop'],
  ['/closed/in', { identity: user }, 'closed closed'],
  ['/closed', { identity: user }, 'found closed'],
  ['/closed/.', { identity: user }, 'closed closed'],
  ['/closed/in', {}, 'found closed/in'],
  ['x', { cwd: 'closed/in', identity: user }, 'found closed/in/x'],
  ['../in/x', { cwd: 'closed/in', identity: user }, 'closed closed'],
  ['in', { cwd: 'closed', identity: user }, 'closed closed'],
  ['/into', { identity: user }, 'closed closed'],
  ['into', { identity: user }, 'closed closed'],
  ['/inputs', { covers }, 'covered inputs directory'],
  ['/inputs/old', { covers }, 'covered inputs/old file'],
  ['/toInputs/new', { covers }, 'covered inputs/new'],
  ['/inputs/../app/run', { covers }, 'found app/run'],
  ['/data/in/x', { covers }, 'covered data'],
  ['/data/out', { covers }, 'missing data'],
]

describe('reach', () => {
  test.each(rows)('%s %j', (path, way, expected) => {
    const reached = reach(root, path, way)
    const node = reached.kind === 'covered' && reached.node ? ` ${reached.node.type}` : ''
    expect(`${reached.kind} ${reached.path}${node}`).toBe(expected)
  })
})
