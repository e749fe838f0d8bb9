/**
 * `npm run conformance:record [-- NAME ...]`: builds the cases (those whose names begin with one of NAME) with the Docker daemon at
 * DOCKER_HOST and keeps what it made in recorded/. CONFORMANCE_BUSYBOX is a static BusyBox for this daemon, /bin/busybox
 * where not given (Debian: busybox-static).
 */
import { hasBusybox } from './bases.js'
import { cases } from './cases/index.js'
import { sinceBase } from './compare.js'
import { buildWithDocker, hasContainerdStore, loadBasesIntoDocker } from './docker.js'
import { forgetRecordings, writeRecording } from './recording.js'

const wanted = process.argv.slice(2)
const containerdStore = await hasContainerdStore()
if (!hasBusybox) throw new Error('a recording needs a static BusyBox')
await loadBasesIntoDocker()
if (wanted.length === 0) forgetRecordings()
for (const [name, test] of Object.entries(cases)) {
  if (wanted.length > 0 && !wanted.some((start) => name.startsWith(start))) continue
  try {
    if ((test.containerdStore ?? false) !== containerdStore) throw new Error('its images are in another kind of store')
    const made = await buildWithDocker(test, test.frontend && newerFrontend())
    const refused = 'refused' in made
    console.log(`${name}: ${refused ? 'refused: ' + made.refused : `${made.layers} layers`}`)
    if (refused !== (test.refused ?? false)) throw new Error(`expected to be ${test.refused ? 'refused' : 'built'}`)
    writeRecording(name, 'refused' in made ? made : sinceBase(made))
  } catch (error) {
    console.error(`${name}: not recorded: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}

/** The image of a newer frontend. */
function newerFrontend(): string {
  const image = process.env['CONFORMANCE_FRONTEND']
  if (image === undefined) throw new Error('it needs a newer frontend, whose image CONFORMANCE_FRONTEND names')
  return image
}
