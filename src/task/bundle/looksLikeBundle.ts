/** Whether a file is a bundle by how it begins, or by its name where that is spoilt. */
export function looksLikeBundle(name: string, start: Uint8Array): boolean {
  return /\.zip$/i.test(name) || (start[0] === 0x50 && start[1] === 0x4b)
}
