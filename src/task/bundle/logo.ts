/** The largest logo.png, in bytes. */
export const maxLogo = 8 * 1024 * 1024

export const logoHint = 'Save the logo as a PNG of moderate size, or leave it out.'

const png = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** What is wrong with a logo; `bytes` is undefined where it is too large. */
export function logoProblem(bytes: Uint8Array | undefined): string | undefined {
  if (!bytes || bytes.byteLength > maxLogo) return 'the logo has more than 8 MiB'
  return png.equals(bytes.subarray(0, png.length)) ? undefined : 'the logo is no PNG image: it cannot be shown'
}
