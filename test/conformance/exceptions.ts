import type { ModeName } from './modes.js'

/** Cases that one way to execute RUN does not build as Docker does, for one reason. Those that are not named here it does. */
interface Exceptions {
  readonly mode: ModeName
  readonly why: string
  /** It refuses them: no image comes of it. */
  readonly refused?: readonly string[]
  /** What it makes of them is another. */
  readonly other?: readonly string[]
}

const exceptions: readonly Exceptions[] = [
  {
    mode: 'chroot',
    why: 'it has no /proc',
    refused: [
      'run-environment/input-and-output',
      'run-environment/output-by-name-for-a-user',
      'run-environment/rights',
      'run-environment/rights-of-a-user',
    ],
    other: [
      'run-environment/args-of-the-builder',
      'run-environment/first-process',
      'run-environment/mounts',
      'run-environment/name-that-no-shell-takes',
      'run-environment/proxies',
      'run-environment/shared-memory',
      'run-environment/signals',
      'run-environment/size-of-the-shared-memory',
      'run-environment/variables',
      'run-environment/variables-in-their-order',
      'run-environment/variables-of-a-user',
      'run-environment/what-root-may',
    ],
  },
  {
    mode: 'chroot',
    why: 'it mounts nothing and has no namespaces: /dev is small, the files of the engine are ordinary ones, the host has its name',
    refused: [
      'run-environment/devices-there-are',
      'run-environment/loopback-without-a-network',
      'run-shell/signals-to-oneself',
    ],
    other: [
      'run-environment/host-name',
      'run-files/files-of-the-engine-are-read-only',
      'run-files/files-of-the-engine-cannot-be-removed',
    ],
  },
  {
    mode: 'chroot',
    why: 'devices of the host would be within reach',
    refused: ['run-files/devices'],
  },
  {
    mode: 'chroot',
    why: 'its tree is no overlay: folders are moved and not copied, names of one file are apart',
    other: [
      'run-deletions/a-folder-moved-and-back',
      'run-files/device-like-a-whiteout',
      'run-links/copies-of-links',
      'run-links/folder-replaced-by-a-link-and-back-at-once',
      'run-xattrs/capability-moves-with-the-folder',
    ],
  },
  {
    mode: 'chroot',
    why: 'it mounts nothing: what is put in its place can be written to, has no size, and is there once',
    refused: [
      'run-mounts/bind-is-read-only',
      'run-mounts/bind-readonly-said-so',
      'run-mounts/cache-read-only',
      'run-mounts/cache-twice-at-once',
      'run-mounts/tmpfs-of-a-size',
    ],
    other: ['run-mounts/secret-is-read-only'],
  },
  {
    mode: 'subordinate',
    why: 'the kernel makes devices for the real root alone',
    refused: ['run-files/devices'],
  },
  {
    mode: 'subordinate',
    why: "the kernel takes away what only the real root's write leaves",
    other: ['run-xattrs/set-id-stays-with-a-write-of-root'],
  },
  {
    mode: 'single',
    why: 'the kernel makes devices for the real root alone',
    refused: ['run-files/devices'],
  },
  {
    mode: 'single',
    why: "the kernel takes away what only the real root's write leaves",
    other: ['run-xattrs/set-id-stays-with-a-write-of-root'],
  },
  {
    mode: 'single',
    why: 'where there is one id, an owner is remembered on the file itself, and links and pipes hold no note',
    other: ['run-files/fifo', 'run-links/modes-through-links'],
  },
  {
    mode: 'single',
    why: 'where there is one id, the kernel does not know of the owners that are remembered',
    refused: ['run-users/chown-is-not-for-users', 'run-users/permission-by-a-group'],
    other: ['run-users/folder-that-gives-its-group', 'run-xattrs/set-group-id-of-folders'],
  },
  {
    mode: 'single',
    why: 'where there is one id, all files are of whoever runs, who may do all and stays who he is',
    refused: [
      'run-environment/devices-as-a-user',
      'run-mounts/bind-as-a-user',
      'run-mounts/secret-for-a-user',
      'run-process/as-a-user',
      'run-users/sticky-folder',
    ],
    other: [
      'run-heredocs/own-interpreter-for-a-user',
      'run-mounts/agent-with-all-options',
      'run-mounts/bind-from-a-stage',
      'run-mounts/bind-from-an-image',
      'run-mounts/cache-with-owner-and-mode',
      'run-mounts/secret-at-a-place',
      'run-users/another-user-by-su',
      'run-users/no-permission',
      'run-users/workdir-is-of-the-user',
    ],
  },
  {
    mode: 'single',
    why: 'where there is one id, there are no groups beside it',
    other: [
      'run-environment/rights',
      'run-environment/rights-of-a-user',
      'run-users/by-id',
      'run-users/by-name',
      'run-users/by-name-with-a-group',
      'run-users/by-name-with-a-group-id',
      'run-users/from-a-variable',
      'run-users/id-that-nobody-has',
      'run-users/ids-that-nobody-has',
      'run-users/made-by-an-earlier-run',
      'run-users/name-and-no-group',
      'run-users/no-passwd',
      'run-users/root-with-a-group',
      'run-users/several-groups',
    ],
  },
]

/** How a way to execute RUN differs from Docker in a case, and why; undefined where it does not. */
export function exceptionOf(mode: ModeName, name: string): { how: 'refused' | 'other'; why: string } | undefined {
  for (const { mode: where, why, refused = [], other = [] } of exceptions) {
    if (where !== mode) continue
    if (refused.includes(name)) return { how: 'refused', why }
    if (other.includes(name)) return { how: 'other', why }
  }
  return undefined
}

/** All cases that are named as exceptions. */
export const exceptional: ReadonlySet<string> = new Set(
  exceptions.flatMap(({ refused = [], other = [] }) => [...refused, ...other]),
)
