import { join } from 'node:path'
import { type ErrorCode, OciPackError } from '../../core/errors.js'
import type { Emit } from '../../core/events.js'
import type { TarPlace } from '../../sources/placedEntries.js'
import { wholeFile } from '../../sources/tarFiles.js'
import { checkImageTar } from '../../task/bundle/archive/checkImageTar.js'
import { openTaken } from '../../task/bundle/archive/openTaken.js'
import { unopened } from '../../task/bundle/archive/unopened.js'
import { inspectBundle } from '../../task/bundle/inspectBundle.js'
import type { TaskDescriptor } from '../../task/descriptor/descriptor.js'
import { findDescriptor } from '../../task/descriptor/find.js'
import { readDescriptor } from '../../task/descriptor/read.js'
import { type Finding, passes } from '../../core/finding.js'
import { taskNames } from '../../task/name.js'
import { withBuiltImage } from '../build.js'
import { checkWithAdvice, faultFinding } from '../checkDockerfile.js'
import { withStore } from '../withStore.js'
import { checkFiles } from './checkFiles.js'
import { descriptorAt, descriptorIn } from './descriptorFile.js'
import { bundleOutput } from './names.js'
import type { CheckOptions, CheckReport } from './options.js'
import { folderBeside, isFile, type TaskKind, taskKind } from './taskPlace.js'

/** What was found so far, and the descriptor as far as it could be read. */
interface Looked {
  readonly kind?: CheckReport['kind']
  readonly descriptor: TaskDescriptor | undefined
  readonly findings: readonly Finding[]
  readonly notes?: readonly string[]
}

/**
 * Looks at a Task, in whatever form it is, as the App Engine will: what `oci-pack check` does. What is wrong with the Task is a finding;
 * what keeps it from being looked at is an error. @throws OciPackError
 */
export async function check(options: CheckOptions): Promise<CheckReport> {
  const place = await taskKind(options.path)
  const { kind = place, descriptor, findings, notes = [] } = await looks[place](options)
  return {
    path: options.path,
    kind,
    task: descriptor && taskNames(descriptor).image,
    passes: passes(findings),
    findings,
    notes,
  }
}

const looks: Record<TaskKind, (options: CheckOptions) => Promise<Looked>> = {
  folder: checkFolder,
  bundle: checkBundle,
  archive: checkArchive,
}

async function checkFolder(options: CheckOptions): Promise<Looked> {
  const found = await descriptorIn(options.path)
  if (!found) return checkDockerfileAlone(options)
  const { descriptor, findings } = readDescriptor(found.bytes, found.path)
  const ofDockerfile = await checkItsDockerfile(options, options.build !== false)
  if (options.build === false) {
    const notes = ['The image was not looked at, as --no-build asks for.']
    return { descriptor, findings: [...findings, ...ofDockerfile], notes }
  }
  return { descriptor, findings: [...findings, ...ofDockerfile, ...(await checkBuild(options, descriptor))] }
}

/** The checks of the Dockerfile, and advice; what it is refused for as well, unless the build that follows tells that. */
async function checkItsDockerfile({ path, ...build }: CheckOptions, builds: boolean): Promise<readonly Finding[]> {
  try {
    const { findings, fault, file } = await checkWithAdvice({ ...build, context: path }, builds)
    return fault && !builds ? [...findings, faultFinding(fault, file)] : findings
  } catch (error) {
    // The build that follows tells it; without one, it matters where one was named.
    if (error instanceof OciPackError && error.code === 'not-found')
      return builds || build.file === undefined ? [] : [buildFinding(error, path)]
    throw error
  }
}

/** A folder that is no Task: its Dockerfile is checked, and nothing is built. @throws OciPackError `not-found` where it has none */
async function checkDockerfileAlone({ path, build, ...options }: CheckOptions): Promise<Looked> {
  if (options.file === undefined && !(await isFile(join(path, 'Dockerfile')))) await findDescriptor(path)
  const { findings, fault, file } = await checkWithAdvice({ ...options, context: path }, build !== false)
  return {
    kind: 'dockerfile',
    descriptor: undefined,
    findings: fault ? [...findings, faultFinding(fault, file)] : findings,
    notes: [`There is no descriptor in ${path}: its Dockerfile was checked, and nothing was built.`],
  }
}

/** A Dockerfile that cannot be built is a finding too: the descriptor's own are not lost for it. What its checks found is told already. */
async function checkBuild(options: CheckOptions, descriptor: TaskDescriptor | undefined): Promise<readonly Finding[]> {
  const { path, onEvent, ...build } = options
  const emit: Emit = (event) => (event.type === 'warning' && event.finding ? undefined : onEvent?.(event))
  try {
    return await withBuiltImage(
      { ...build, onEvent: emit, context: path, outputs: bundleOutput(descriptor) },
      ({ store, image }) =>
        checkFiles({ store, image }, { descriptor, platform: options.platform, file: join(path, 'Dockerfile') }),
    )
  } catch (error) {
    if (error instanceof OciPackError && faultsOfTask.has(error.code)) return [buildFinding(error, path)]
    throw error
  }
}

const faultsOfTask: ReadonlySet<ErrorCode> = new Set(['dockerfile', 'source', 'not-found', 'run', 'reference'])

function buildFinding({ message, location, hint }: OciPackError, path: string): Finding {
  const place = location
    ? {
        file: location.file,
        line: location.line,
        ...(location.text[0] === undefined ? {} : { text: location.text[0] }),
      }
    : { file: path }
  return { rule: 'image-build', severity: 'error', message, place, ...(hint === undefined ? {} : { hint }) }
}

async function checkBundle(options: CheckOptions): Promise<Looked> {
  const bundle = await inspectBundle(options.path, options.signal)
  try {
    const { descriptor, findings } = bundle.descriptor
      ? readDescriptor(bundle.descriptor.bytes, bundle.descriptor.name)
      : { descriptor: undefined, findings: [] }
    const ofImage = bundle.image
      ? await checkPlace(bundle.image, options, descriptor, bundle.findings)
      : { findings: [] }
    return { descriptor, ...ofImage, findings: [...bundle.findings, ...findings, ...ofImage.findings] }
  } finally {
    await bundle.close()
  }
}

async function checkArchive(options: CheckOptions): Promise<Looked> {
  const { path } = options
  const named = options.descriptor
  const beside = await (named === undefined ? descriptorIn(folderBeside(path)) : descriptorAt(named))
  const { descriptor, findings } = beside
    ? readDescriptor(beside.bytes, beside.path)
    : { descriptor: undefined, findings: [] }
  const place = await wholeFile(path)
  const ofTar = await checkImageTar(place, {
    image: descriptor && taskNames(descriptor).image,
    signal: options.signal,
  })
  const ofImage = await checkPlace(place, options, descriptor, ofTar)
  const notes = beside ? [] : [`There is no descriptor beside ${path}: --descriptor names one.`]
  return {
    descriptor,
    findings: [...findings, ...ofTar, ...ofImage.findings],
    notes: [...notes, ...(ofImage.notes ?? [])],
  }
}

/** What the image is like that the App Engine takes of an archive, where the archive is well enough for it to be opened. */
async function checkPlace(
  place: TarPlace,
  options: CheckOptions,
  descriptor: TaskDescriptor | undefined,
  known: readonly Finding[],
): Promise<Omit<Looked, 'descriptor'>> {
  const unread = 'The files of the image were not looked at, for they cannot be read.'
  // What there is of a damaged layer is not the image's.
  if (known.some(({ rule }) => rule === 'archive-layer')) return { findings: [], notes: [unread] }
  try {
    const image = await openTaken(place)
    const findings = await withStore(options, (store) =>
      checkFiles({ store, image }, { descriptor, platform: options.platform, file: place.name }),
    )
    return { findings }
  } catch (error) {
    return { findings: unopened(place, error, known), notes: [unread] }
  }
}
