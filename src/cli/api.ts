import type * as biller from '../api/attest/sbom.js'
import type * as builder from '../api/build.js'
import type * as copier from '../api/copy/copy.js'
import type * as lister from '../api/copy/list.js'
import type * as puller from '../api/copy/pull.js'
import type * as allPuller from '../api/copy/pullAll.js'
import type * as pusher from '../api/copy/push.js'
import type * as tagger from '../api/copy/tag.js'
import type * as dockerfileChecker from '../api/checkDockerfile.js'
import type * as cache from '../api/cache.js'
import type * as cacheMeter from '../api/cacheUsage.js'
import type * as differ from '../api/diff/diff.js'
import type * as explorer from '../api/explore.js'
import type * as host from '../api/doctor.js'
import type * as starter from '../api/init.js'
import type * as fileExporter from '../api/inspect/exportFiles.js'
import type * as inspector from '../api/inspect/inspect.js'
import type * as layerInspector from '../api/inspect/inspectLayer.js'
import type * as fileLister from '../api/inspect/listFiles.js'
import type * as fileReader from '../api/inspect/withFile.js'
import type * as locker from '../api/lock/lock.js'
import type * as logins from '../api/login.js'
import type * as taskBundler from '../api/task/bundle.js'
import type * as taskChecker from '../api/task/check.js'
import type * as planner from '../api/plan/plan.js'
import type * as reproducer from '../api/reproduce/reproduce.js'
import type * as runner from '../api/runTask.js'
import type * as fileExplainer from '../api/why/whyFile.js'
import type * as verifier from '../api/verify/verify.js'
import type * as explainer from '../api/why/why.js'
import type * as cacheVerifier from '../api/verifyCache.js'

/** The functions of the public API that the commands call. */
export interface Api {
  readonly build: typeof builder.build
  readonly init: typeof starter.init
  readonly sbom: typeof biller.sbom
  readonly explore: typeof explorer.explore
  readonly inspect: typeof inspector.inspect
  readonly inspectLayer: typeof layerInspector.inspectLayer
  readonly listFiles: typeof fileLister.listFiles
  readonly withFile: typeof fileReader.withFile
  readonly whyFile: typeof fileExplainer.whyFile
  readonly exportFiles: typeof fileExporter.exportFiles
  readonly diff: typeof differ.diff
  readonly plan: typeof planner.plan
  readonly lock: typeof locker.lock
  readonly verify: typeof verifier.verify
  readonly reproduce: typeof reproducer.reproduce
  readonly login: typeof logins.login
  readonly logout: typeof logins.logout
  readonly runTask: typeof runner.runTask
  readonly listCache: typeof cache.listCache
  readonly pruneCache: typeof cache.pruneCache
  readonly cacheUsage: typeof cacheMeter.cacheUsage
  readonly why: typeof explainer.why
  readonly verifyCache: typeof cacheVerifier.verifyCache
  readonly doctor: typeof host.doctor
  readonly checkDockerfile: typeof dockerfileChecker.checkDockerfile
  readonly check: typeof taskChecker.check
  readonly bundle: typeof taskBundler.bundle
  readonly copy: typeof copier.copy
  readonly push: typeof pusher.push
  readonly pull: typeof puller.pull
  readonly pullAll: typeof allPuller.pullAll
  readonly tag: typeof tagger.tag
  readonly list: typeof lister.list
}

/** Each is loaded when it is called: `--help` and `--version` need none of them. */
export const lazyApi: Api = {
  build: async (options) => (await import('../api/build.js')).build(options),
  init: async (options) => (await import('../api/init.js')).init(options),
  sbom: async (options) => (await import('../api/attest/sbom.js')).sbom(options),
  explore: async (image, options) => (await import('../api/explore.js')).explore(image, options),
  inspect: async (path, options) => (await import('../api/inspect/inspect.js')).inspect(path, options),
  inspectLayer: async (...given) => (await import('../api/inspect/inspectLayer.js')).inspectLayer(...given),
  listFiles: async (...given) => (await import('../api/inspect/listFiles.js')).listFiles(...given),
  withFile: async (...given) => (await import('../api/inspect/withFile.js')).withFile(...given),
  whyFile: async (...given) => (await import('../api/why/whyFile.js')).whyFile(...given),
  exportFiles: async (...given) => (await import('../api/inspect/exportFiles.js')).exportFiles(...given),
  diff: async (before, after, options) => (await import('../api/diff/diff.js')).diff(before, after, options),
  plan: async (options) => (await import('../api/plan/plan.js')).plan(options),
  lock: async (options) => (await import('../api/lock/lock.js')).lock(options),
  verify: async (path, options) => (await import('../api/verify/verify.js')).verify(path, options),
  reproduce: async (options) => (await import('../api/reproduce/reproduce.js')).reproduce(options),
  login: async (options) => (await import('../api/login.js')).login(options),
  logout: async (options) => (await import('../api/login.js')).logout(options),
  runTask: async (options) => (await import('../api/runTask.js')).runTask(options),
  listCache: async (location) => (await import('../api/cache.js')).listCache(location),
  pruneCache: async (options) => (await import('../api/cache.js')).pruneCache(options),
  cacheUsage: async (location) => (await import('../api/cacheUsage.js')).cacheUsage(location),
  verifyCache: async (options) => (await import('../api/verifyCache.js')).verifyCache(options),
  why: async (options) => (await import('../api/why/why.js')).why(options),
  doctor: async (location) => (await import('../api/doctor.js')).doctor(location),
  checkDockerfile: async (options) => (await import('../api/checkDockerfile.js')).checkDockerfile(options),
  check: async (options) => (await import('../api/task/check.js')).check(options),
  bundle: async (options) => (await import('../api/task/bundle.js')).bundle(options),
  copy: async (options) => (await import('../api/copy/copy.js')).copy(options),
  push: async (options) => (await import('../api/copy/push.js')).push(options),
  pull: async (options) => (await import('../api/copy/pull.js')).pull(options),
  pullAll: async (options) => (await import('../api/copy/pullAll.js')).pullAll(options),
  tag: async (options) => (await import('../api/copy/tag.js')).tag(options),
  list: async (options) => (await import('../api/copy/list.js')).list(options),
}
