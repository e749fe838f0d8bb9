import { NotUnderstood } from '../notUnderstood.js'
import type { Applet } from './applet.js'
import { Copier } from './copy.js'
import { lastName, placement } from './names.js'
import { parseArguments, utilities } from './options.js'
import type { ByteString } from '../../../core/bytes.js'

/** cp [-r|-R|-a] [-p] [-d|-P|-L|-H] [-f] [-n] [-T] [-t DIRECTORY] SOURCE... [DESTINATION] */
export const cp: Applet = (call) => {
  const family = utilities(call)
  const parsed = parseArguments(call, {
    letters: 'rRapdPLHfnTt:',
    long: {
      recursive: 'R',
      archive: 'a',
      dereference: 'L',
      'no-dereference': 'P',
      force: 'f',
      'no-clobber': 'n',
      'no-target-directory': 'T',
      'target-directory': 't',
    },
  })
  const recursive = parsed.has('rRa')
  const follow = parsed.last('adPLH')
  if (family === 'busybox' && parsed.has('LH')) throw new NotUnderstood('-L of busybox')
  const keeps = recursive ? follow !== 'L' && follow !== 'H' : follow !== undefined && 'adP'.includes(follow)
  const copier = new Copier(call.files, {
    family,
    recursive,
    preserve: parsed.has('pa'),
    keepLinks: family === 'busybox' ? keeps : parsed.has('ad'),
    followNamed: !keeps,
    followMet: follow === 'L',
    noClobber: parsed.has('n'),
  })
  const { sources, destination, into } = placement(call.files, {
    operands: parsed.operands,
    directory: parsed.value('t'),
    asName: parsed.has('T'),
    follow: true,
  })
  for (const source of sources) copier.copy(source, into ? `${destination}/${nameInside(source)}` : destination)
  return 0
}

/** The contents of `directory/.` go into the destination itself. */
function nameInside(source: ByteString): ByteString {
  return /(?:^|\/)\.\/*$/.test(source) ? '.' : lastName(source)
}
