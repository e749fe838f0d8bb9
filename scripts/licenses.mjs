import { readdirSync, readFileSync } from 'node:fs'

/** The licences of the packages that files are of, which go where their text goes. */
export function licensesOf(files) {
  const folders = new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/.][^/]*(?=\/)/.exec(file) ?? []))
  return [...folders].sort().map(licenseOf).join('\n')
}

function licenseOf(folder) {
  const { name, version, license, repository } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  return `${name} ${version}, ${license}, ${repository?.url ?? repository}\n\n${licenseText(folder).trim()}\n`
}

/** The file with it, or else the end of the description, where some have it; a few name it and no more. */
function licenseText(folder) {
  const names = readdirSync(folder)
  const read = (pattern) =>
    names.filter((name) => pattern.test(name)).map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
  const [text] = [
    ...read(/^licen[cs]e/i),
    ...read(/^readme/i).flatMap((readme) => readme.split(/\nlicen[cs]e\n-+\n/i).slice(1)),
  ]
  return text ?? ''
}
