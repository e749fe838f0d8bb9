import { normalizePlatform, type Platform } from '../platform.js'

/** The platform of this machine, in OCI's words. */
export const hostPlatform: Platform = normalizePlatform({
  os: process.platform,
  architecture: process.arch === 'x64' ? 'amd64' : process.arch === 'ia32' ? '386' : process.arch,
})
