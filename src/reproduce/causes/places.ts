import type { Cause } from './cause.js'

interface Place {
  readonly path: RegExp
  readonly cause: (path: string) => Cause
}

const removed = (id: string, why: string, what: string): ((path: string) => Cause) => {
  const cause: Cause = { id, why, mend: `&& rm -rf ${what}` }
  return () => cause
}

/** What programs leave behind in places of their own. The first that fits counts. */
const places: readonly Place[] = [
  {
    path: /^\/var\/lib\/apt\/lists\//,
    cause: removed('apt-lists', 'the lists of packages are those of the day', '/var/lib/apt/lists/*'),
  },
  {
    path: /^\/var\/cache\/apt\//,
    cause: removed('apt-cache', "it is apt's cache", '/var/cache/apt/*.bin /var/cache/apt/archives/*.deb'),
  },
  {
    path: /^\/var\/(?:cache\/debconf|lib\/dpkg)\/.*-old$|^\/etc\/(?:passwd|shadow|group|gshadow|subuid|subgid)-$/,
    cause: (path) => ({
      id: 'backup',
      why: 'it is what was there before the last change',
      mend: path.startsWith('/etc') ? `&& rm -f ${path}` : '&& rm -f /var/cache/debconf/*-old /var/lib/dpkg/*-old',
    }),
  },
  {
    path: /^\/var\/lib\/dpkg\/|^\/lib\/apk\/db\//,
    cause: () => ({
      id: 'packages',
      why: 'packages of other versions, or more of them, were installed',
      mend: 'Pin the versions (NAME=VERSION), or install from a snapshot of the archive (snapshot.debian.org)',
    }),
  },
  {
    path: /^\/var\/log\//,
    cause: () => ({ id: 'log', why: 'it is a log', mend: '&& find /var/log -type f -delete' }),
  },
  {
    path: /^\/etc\/shadow$/,
    cause: () => ({
      id: 'shadow-day',
      why: 'it holds the day on which a password was set',
      mend: 'Write ARG SOURCE_DATE_EPOCH above it, which useradd heeds, or add: && chage -d 0 NAME',
    }),
  },
  {
    path: /\/\.npm\/|\/\.cache\/|\/\.yarn\/|\/\.m2\/|\/go\/pkg\/mod\/cache\//,
    cause: (path) => ({
      id: 'tool-cache',
      why: 'it is the cache of a tool',
      mend: `Keep it out of the image: RUN --mount=type=cache,target=${cacheFolder(path)} … (pip: --no-cache-dir)`,
    }),
  },
  {
    path: /^(?:\/var)?\/tmp\//,
    cause: (path) => ({
      id: 'temporary',
      why: 'it was left in a temporary folder',
      mend: `&& rm -rf ${path.startsWith('/var') ? '/var/tmp/*' : '/tmp/*'}`,
    }),
  },
  { path: /^\/var\/cache\/(?:man|fontconfig|ldconfig|dictionaries-common)\//, cause: cacheOf },
  {
    path: /^\/(?:root|home\/[^/]+)\/\.(?:wget-hsts|lesshst|\w+_history)$|\/random-seed$/,
    cause: (path) => ({ id: 'leftover', why: 'a program left it behind', mend: `&& rm -f ${path}` }),
  },
]

/** What is known of a place, whatever a file there holds. */
export function causeOfPlace(path: string): Cause | undefined {
  return places.find((place) => place.path.test(path))?.cause(path)
}

function cacheOf(path: string): Cause {
  const folder = path.split('/').slice(0, 4).join('/')
  return { id: 'cache', why: 'it is a cache that is made again where it is missing', mend: `&& rm -rf ${folder}/*` }
}

function cacheFolder(path: string): string {
  const [folder] = /^.*?\/(?:\.npm|\.cache|\.yarn|\.m2|go\/pkg\/mod\/cache)(?=\/)/.exec(path) ?? [path]
  return folder
}
