import { survey } from '../src/build/survey/survey.js'
import { parseDockerfile } from '../src/dockerfile/parse.js'
import { planBuild } from '../src/dockerfile/plan.js'
import { median } from './measure.js'

const lines = 500
const rounds = 50
const platform = { os: 'linux', architecture: 'amd64' }

/** What a Dockerfile of 500 lines costs before anything is done: to read it, to plan its build, to look over each of its instructions. */
export async function plan(): Promise<void> {
  const text = dockerfile()
  const times = { parse: [] as number[], plan: [] as number[], survey: [] as number[] }
  const [buildArgs, namedContexts] = [new Map<string, string>(), new Map<string, { kind: 'folder' }>()]
  for (let round = 0; round < rounds; round++) {
    const begin = performance.now()
    const request = { dockerfile: parseDockerfile(text, 'Dockerfile'), buildArgs, platform, buildPlatform: platform }
    const parsed = performance.now()
    planBuild(request.dockerfile, request)
    const planned = performance.now()
    await survey({ ...request, namedContexts }, () => Promise.resolve(undefined))
    times.parse.push(parsed - begin)
    times.plan.push(planned - parsed)
    times.survey.push(performance.now() - planned)
  }
  console.log(`A Dockerfile of ${text.split('\n').length} lines, the first time and the median of ${rounds}`)
  const shown = (time = NaN): string => `${time.toFixed(1).padStart(6)} ms`
  for (const [name, all] of Object.entries(times))
    console.log(`  ${name.padEnd(8)} ${shown(all[0])} ${shown(median(all))}`)
}

/** Ten stages, each of which takes from the one before, with instructions of all kinds. */
function dockerfile(): string {
  const stage = (index: number): string[] => [
    index === 0 ? 'FROM debian:bookworm AS s0' : `FROM s${index - 1} AS s${index}`,
    ...Array.from({ length: lines / 10 / 7 }, (_, i) => [
      `ARG V${i}=\${V${i - 1}:-${index}}`,
      `ENV A${i}=$V${i} B${i}="\${A${i - 1}%x} and more"`,
      `LABEL l${i}="$A${i}"`,
      `RUN --mount=type=cache,target=/c${i} apt-get install -y p${i} && \\`,
      `  rm -rf /var/lib/apt/lists/*`,
      index === 0 ? `COPY f${i} /$A${i}/` : `COPY --from=s0 /f${i} /$A${i}/`,
      `WORKDIR /w$V${i}`,
    ]).flat(),
  ]
  const all = Array.from({ length: 10 }, (_, index) => stage(index)).flat()
  return [...all, ...Array.from({ length: lines - all.length }, (_, i) => `ENV E${i}=$A1`)].join('\n')
}
