import type { Platform } from '../../core/platform.js'
import { platformFile } from '../../export/platformNames.js'
import { provenanceExtension } from '../../provenance/statement.js'
import { billExtension } from '../../sbom/documents/document.js'
import type { OutputOption } from '../outputs/option.js'
import type { AttestOptions } from './options.js'

/** Where all documents lie of the images that an output writes for these platforms: beside what is written. Nothing lies beside standard output or a registry. */
export function documentPlaces(
  output: OutputOption,
  platforms: readonly Platform[],
  { sbom, provenance }: AttestOptions,
): string[] {
  if (output.type === 'registry' || output.dest === '-') return []
  const { dest } = output
  return imagePlaces(dest, platforms).flatMap((place) => [
    ...(sbom ? [documentPlace(place, billExtension(sbom.format))] : []),
    ...(provenance ? [documentPlace(place, provenanceExtension)] : []),
  ])
}

/** What the documents of each image are named by: what is written itself, or what an archive of that platform alone would be called. */
export function imagePlaces(dest: string, platforms: readonly Platform[]): string[] {
  return platforms.length === 1 ? [dest] : platforms.map((platform) => platformFile(dest, platform))
}

/** `image.tar` and `spdx.json` give `image.tar.spdx.json`; a folder's place is beside the folder too. */
export function documentPlace(dest: string, extension: string): string {
  return `${dest.replace(/(?<=[^/])\/+$/, '')}.${extension}`
}
