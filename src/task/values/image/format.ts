/** A format of images that is told by its first bytes; WSI-DICOM is a folder of DICOM files, or a zip of them. */
export type ImageFormat = 'png' | 'jpeg' | 'tiff' | 'dicom' | 'zip'

/** How many bytes tell every format. */
export const signatureLength = 132

const signatures: readonly (readonly [ImageFormat, number, readonly number[]])[] = [
  ['png', 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
  ['jpeg', 0, [0xff, 0xd8, 0xff]],
  ['tiff', 0, [0x49, 0x49, 0x2a, 0x00]],
  ['tiff', 0, [0x4d, 0x4d, 0x00, 0x2a]],
  ['zip', 0, [0x50, 0x4b, 0x03, 0x04]],
  ['dicom', 128, [0x44, 0x49, 0x43, 0x4d]],
]

/** The format that a file's first bytes tell, by the signatures that the App Engine goes by; undefined for none of them. */
export function formatOf(start: Uint8Array): ImageFormat | undefined {
  return signatures.find(([, offset, bytes]) => bytes.every((byte, i) => start[offset + i] === byte))?.[0]
}
