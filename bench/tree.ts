import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Packages whose files, with those of what they need, are about 36,000 in 330 MB. */
const dependencies = {
  '@babel/core': '7.29.0',
  '@babel/preset-env': '7.29.0',
  '@mui/material': '7.3.0',
  'aws-sdk': '2.1693.0',
  'core-js': '3.48.0',
  'date-fns': '4.1.0',
  eslint: '9.39.2',
  jest: '30.2.0',
  lodash: '4.17.23',
  'lodash-es': '4.17.23',
  mathjs: '15.1.0',
  'pdfjs-dist': '4.10.38',
  ramda: '0.32.0',
  'react-dom': '19.2.0',
  rxjs: '7.8.2',
  three: '0.182.0',
  typescript: '5.9.3',
  vue: '3.5.25',
  webpack: '5.105.0',
}

/** The folder of a real `npm install`, made once and kept for later runs. */
export function installedTree(cache: string): string {
  const tree = join(cache, 'tree')
  if (existsSync(tree)) return tree
  const making = `${tree}.making`
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { recursive: true })
  writeFileSync(join(making, 'package.json'), JSON.stringify({ private: true, dependencies }))
  console.log('  installing the tree to copy ...')
  const flags = ['--ignore-scripts', '--omit=optional', '--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['install', ...flags], { cwd: making, stdio: 'inherit' })
  renameSync(making, tree)
  return tree
}

/** How many regular files a folder holds. */
export function countFiles(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
}
