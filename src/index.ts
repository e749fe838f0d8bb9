export type { AttestOptions } from './api/attest/options.js'
export { sbom, type SbomOptions, type SbomResult } from './api/attest/sbom.js'
export { build } from './api/build.js'
export {
  type CacheEntry,
  type CacheReport,
  listCache,
  pruneCache,
  type PruneOptions,
  type PruneReport,
} from './api/cache.js'
export { checkDockerfile } from './api/checkDockerfile.js'
export { doctor, type DoctorReport } from './api/doctor.js'
export type { Check } from './api/doctor/check.js'
export type { StoreReport } from './api/doctor/storeCheck.js'
export { init, type InitOptions, type InitReport } from './api/init.js'
export { inspect } from './api/inspect.js'
export { lock, type LockEntry, type LockOptions, type LockReport } from './api/lock/lock.js'
export { plan, type PlanOptions } from './api/plan/plan.js'
export type {
  PlannedArgument,
  PlannedExecution,
  PlannedFiles,
  PlannedSource,
  PlannedStage,
  PlannedStep,
  PlanReport,
} from './api/plan/report.js'
export { type RunOptions, runTask } from './api/runTask.js'
export type {
  BuildOptions,
  BuildResult,
  DockerfileReport,
  ImageChoice,
  InspectReport,
  LayerReport,
  OutputOption,
  RegistryOptions,
  VerifyProblem,
  VerifyResult,
} from './api/options.js'
export { bundle } from './api/task/bundle.js'
export { check } from './api/task/check.js'
export type {
  BundleMade,
  BundleOptions,
  BundleReport,
  CheckOptions,
  CheckReport,
  TaskBuildOptions,
} from './api/task/options.js'
export { verify } from './api/verify.js'
export type { Digest } from './core/digest.js'
export { type ErrorCode, type Location, OciPackError } from './core/errors.js'
export type { Event } from './core/events.js'
export type { Finding, Place, Severity } from './core/finding.js'
export type { GivenValue } from './task/inputs/given.js'
export { type RunReport, runStatus, type TaskExit } from './task/run/report.js'
export type { Problem, ValueReport } from './task/values/report.js'
