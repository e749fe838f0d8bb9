import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { OciPackError } from '../core/errors.js'
import type { ExploreData } from './data.js'

/** Where the page takes its data from; empty, it asks for an image. */
const slot = '<script type="application/octet-stream" id="data">'

/** The page of one or several images, or the one that asks for an image, in one file of HTML. @throws OciPackError `io` where the page is not built */
export async function page(images?: readonly ExploreData[]): Promise<string> {
  const template = await readTemplate()
  if (!images) return template
  const at = template.indexOf(slot) + slot.length
  // Base64: nothing that an image says can end the element that it stands in.
  const bytes = gzipSync(JSON.stringify(images)).toString('base64')
  return template.slice(0, at) + bytes + template.slice(at)
}

async function readTemplate(): Promise<string> {
  const place = new URL('page.html', import.meta.url)
  try {
    return await readFile(place, 'utf8')
  } catch (error) {
    throw new OciPackError('io', `the page ${place.pathname} is missing`, {
      hint: 'Install oci-pack anew, or make the page: npm run build.',
      cause: error,
    })
  }
}
