import { describe, expect, it } from 'vitest'
import type { Directory } from '../../../../../src/rootfs/node.js'
import { accountTree } from '../../../../support/accountTrees.js'
import { type AppletResult, runApplet } from '../../../../support/appletRuns.js'

/** Debian's busybox has neither program; what they write was seen of BusyBox 1.37, built with its default ids. */
function image(): Directory {
  return accountTree({ users: [{ name: 'dev', uid: 1000 }], groups: [{ name: 'web', gid: 1001 }] })
}

async function run(line: string): Promise<AppletResult> {
  const result = await runApplet({ tree: image(), argv: line.split(' ') }, 'busybox')
  if (typeof result === 'string') throw new Error(result)
  return result
}

/** Every line of the new files of accounts that is not in the old ones beside them. */
async function newLines(line: string): Promise<string[]> {
  const texts = new Map(
    (await run(line)).layer.map(({ path, text }) => [path, /"(.*)"/.exec(text)?.[1]?.split('\\n') ?? []]),
  )
  return ['group', 'gshadow', 'passwd', 'shadow'].flatMap((name) => {
    const before = new Set(texts.get(`etc/${name}-`))
    return (texts.get(`etc/${name}`) ?? []).filter((each) => !before.has(each))
  })
}

describe('addgroup and adduser of busybox', () => {
  it.each<[string, string[]]>([
    ['addgroup app', ['app:x:1000:', 'app:!::']],
    ['addgroup -S app', ['app:x:101:', 'app:!::']],
    ['addgroup -g 1500 app', ['app:x:1500:', 'app:!::']],
    ['addgroup dev audio', ['audio:x:29:daemon,dev', 'audio:*::daemon,dev']],
    ['adduser dev web', ['web:x:1001:dev', 'web:*::dev']],
    [
      'adduser -D app',
      ['app:x:1002:', 'app:!::', 'app:x:1002:1002:Linux User,,,:/home/app:/bin/sh', 'app:!:19675:0:99999:7:::'],
    ],
    [
      'adduser -S -s /bin/ash -G web app',
      ['web:x:1001:app', 'web:*::app', 'app:x:100:1001:Linux User,,,:/home/app:/bin/ash', 'app:!:19675:0:99999:7:::'],
    ],
    [
      'adduser -D -H -u 1500 -g x app',
      ['app:x:1500:', 'app:!::', 'app:x:1500:1500:x:/home/app:/bin/sh', 'app:!:19675:0:99999:7:::'],
    ],
  ])('%s', async (line, expected) => {
    expect(await newLines(line)).toEqual(expected)
  })

  it('makes a home with the files of the skeleton, or hands one that is there over', async () => {
    const homes = async (line: string) => (await run(line)).layer.filter(({ path }) => path.startsWith('home'))
    expect(await homes('adduser -D app')).toEqual([
      { path: 'home', text: 'directory 755 0:0 now ""' },
      { path: 'home/app', text: 'directory 2755 1002:1002 now ""' },
      { path: 'home/app/.bashrc', text: 'file 644 1002:1002 now "# bashrc\\n"' },
      { path: 'home/app/.profile', text: 'file 600 1002:1002 now "# profile\\n"' },
    ])
    expect(await homes('adduser -D -h /home app')).toEqual([{ path: 'home', text: 'directory 2755 1002:1002 11.0 ""' }])
    expect(await homes('adduser -DH app')).toEqual([])
  })

  it('leaves the old files as backups', async () => {
    const backups = (await run('addgroup app')).layer.filter(({ path }) => path.endsWith('-'))
    expect(backups.map(({ path, text }) => `${path} ${text.split(' ').slice(0, 4).join(' ')}`)).toEqual([
      'etc/group- file 644 0:0 22.0',
      'etc/gshadow- file 640 0:42 24.0',
    ])
  })

  it.each([
    'adduser app', // asks for a password
    'adduser -D dev',
    'adduser -D -u 1000 app',
    'adduser -D -G missing app',
    'adduser -D -h /missing/home app',
    'adduser -S app', // whose shell depends on the build
    'addgroup web',
    'addgroup -g 1001 app',
    'addgroup nobody2 web',
    'addgroup dev missing',
  ])('%s is declined', async (line) => {
    expect(await runApplet({ tree: image(), argv: line.split(' ') }, 'busybox')).toBeTypeOf('string')
  })
})
