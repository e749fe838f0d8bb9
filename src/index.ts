export type { BuildAnnotations } from './api/annotations.js'
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
export { cacheUsage, type CacheUsage, type KindUsage } from './api/cacheUsage.js'
export { checkDockerfile } from './api/checkDockerfile.js'
export { copy } from './api/copy/copy.js'
export { list } from './api/copy/list.js'
export type {
  CopyOptions,
  CopyReport,
  ListedImage,
  ListOptions,
  ListReport,
  PullOptions,
  PushOptions,
  TagOptions,
  TagReport,
} from './api/copy/options.js'
export { pull } from './api/copy/pull.js'
export { pullAll } from './api/copy/pullAll.js'
export { push } from './api/copy/push.js'
export { tag } from './api/copy/tag.js'
export { diff } from './api/diff/diff.js'
export type { DiffOptions } from './api/diff/options.js'
export type {
  DiffReport,
  FileFacts,
  FileReport,
  FormReport,
  ImageFacts,
  LayerFacts,
  LayerPair,
  SettingDifference,
  StepDifference,
  StepFacts,
} from './api/diff/report.js'
export { doctor, type DoctorReport } from './api/doctor.js'
export type { Check } from './api/doctor/check.js'
export type { StoreReport } from './api/doctor/storeCheck.js'
export { explore, type ExploreOptions } from './api/explore.js'
export { init, type InitOptions, type InitReport } from './api/init.js'
export { exportFiles, type ExportFilesOptions } from './api/inspect/exportFiles.js'
export { inspect, type InspectOptions } from './api/inspect/inspect.js'
export { inspectLayer, type LayerListing } from './api/inspect/inspectLayer.js'
export { type FileListing, listFiles, type ListFilesOptions } from './api/inspect/listFiles.js'
export { type FileOptions, type FoundFile, withFile } from './api/inspect/withFile.js'
export type { InspectReport, LayerReport } from './api/inspect/report.js'
export { lock, type LockEntry, type LockOptions, type LockReport } from './api/lock/lock.js'
export {
  login,
  type LoginOptions,
  type LoginReport,
  logout,
  type LogoutOptions,
  type LogoutReport,
} from './api/login.js'
export { plan, type PlanOptions } from './api/plan/plan.js'
export type {
  CommonStep,
  PlannedArgument,
  PlannedExecution,
  PlannedFiles,
  PlannedSource,
  PlannedStage,
  PlannedStep,
  PlanReport,
} from './api/plan/report.js'
export { reproduce, type ReproduceOptions } from './api/reproduce/reproduce.js'
export type {
  Conditions,
  ReproducedFile,
  ReproductionReport,
  StepDifference as ReproducedStep,
  ValueDifference,
} from './reproduce/report.js'
export { type RunOptions, runTask } from './api/runTask.js'
export type {
  BuildOptions,
  BuildResult,
  BuiltPlatform,
  DockerfileReport,
  ImageChoice,
  OutputOption,
  OutputResult,
  RegistryOptions,
  SecretSource,
} from './api/options.js'
export type { FileOutput, RegistryOutput, ToldDescriptor, WrittenPlace } from './api/outputs/option.js'
export { type FileEvent, type FileStory, whyFile } from './api/why/whyFile.js'
export type { CacheDestination, CacheSource, CacheWriting } from './api/sharedCache/options.js'
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
export { verify } from './api/verify/verify.js'
export type { VerifiedImage, VerifyOptions, VerifyResult } from './api/verify/result.js'
export type { ChangedSource, Reason, WhyReport, WhyRun } from './api/why/report.js'
export { why, type WhyOptions } from './api/why/why.js'
export { type CacheFault, type CacheVerification, verifyCache, type VerifyCacheOptions } from './api/verifyCache.js'
export type { Efficiency } from './inspect/efficiency.js'
export type { StoreLocation } from './api/withStore.js'
export type { Lock } from './build/lock/lockFile.js'
export type { Amount } from './build/survey/copies.js'
export type { Wanted } from './build/survey/runs.js'
export type { ChangedFile, ListedFile } from './inspect/listing.js'
export type { FileFigures, HiddenFiles, LayerFigures, SizedFile } from './inspect/report.js'
export type { ImageOptions } from './api/images/withImage.js'
export type { Digest } from './core/digest.js'
export { type ErrorCode, type ErrorDetails, type ExplainedCode, type Location, OciPackError } from './core/errors.js'
export type { Emit, Event } from './core/events.js'
export type { Finding, Place, Severity } from './core/finding.js'
export type { BindMount, CacheMount, RunMount, SecretMount, SshMount, TmpfsMount } from './dockerfile/mount.js'
export type { Ownership } from './dockerfile/mountFields.js'
export type { Examination, TakeOutput, Ulimit } from './exec/executor.js'
export type { ContainerConfig, Healthcheck } from './oci/config.js'
export type { Annotations } from './oci/image.js'
export type { Compression } from './store/compression.js'
export type { Entry } from './store/inventory.js'
export type { ReaderId, Verdict } from './oci/readers/reader.js'
export type { ImageFinding, LayerPlace } from './oci/verify/finding.js'
export type { RuleId } from './oci/verify/rules.js'
export type { GivenValue } from './task/inputs/given.js'
export { type RunReport, runStatus, type TaskExit } from './task/run/report.js'
export type { Problem, ValueReport } from './task/values/report.js'
export type { FormDifference } from './diff/form/compareForms.js'
export type { EntryType } from './oci/tar/entry.js'
export type { ContentDifference } from './diff/content/explainContent.js'
export type { Storage } from './diff/form/storage.js'
export type { Cause } from './reproduce/causes/cause.js'
export type { Json } from './diff/config/fields.js'
export type { Change } from './build/why/change.js'
export type { LayerBelow, RunParts } from './build/why/parts.js'
export type { HexRow } from './diff/content/hexDiff.js'
export type { Hunk } from './diff/content/textDiff.js'
export type { Compression as FoundCompression } from './oci/compress/sniff.js'
