/**
 * What Docker's default profile denies to a container with its default capabilities, seen from that side: a filter for seccomp(2) in
 * the instructions of classic BPF. What is newer than the filter does not exist for the process, so that it takes an older way.
 */
export function seccompFilter(arch: 'x64' | 'arm64'): Uint8Array {
  const sections = arch === 'x64' ? [x64, i386] : [arm64]
  return encode([
    load(offsets.arch),
    ...sections.flatMap((section): Instruction[] => {
      const body = sectionCode(section)
      return [[BPF.jumpEqual, 0, body.length, section.audit], ...body]
    }),
    result(errno(EPERM)),
  ])
}

/**
 * For where there is one id for all: calls that give a file another owner are handed over to whoever listens, those that take another
 * identity succeed and do nothing.
 */
export function ownerFilter(arch: 'x64' | 'arm64'): Uint8Array {
  const { audit, owning, becoming } = arch === 'x64' ? x64Owners : arm64Owners
  const count = owning.length + becoming.length
  return encode([
    load(offsets.arch),
    [BPF.jumpEqual, 0, count + 1, audit],
    load(offsets.call),
    ...owning.map((number, i): Instruction => [BPF.jumpEqual, count - i, 0, number]),
    ...becoming.map((number, i): Instruction => [BPF.jumpEqual, becoming.length - i + 1, 0, number]),
    result(ALLOW),
    result(NOTIFY),
    result(errno(0)),
  ])
}

function encode(code: readonly Instruction[]): Uint8Array {
  const bytes = Buffer.alloc(code.length * 8)
  code.forEach(([operation, yes, no, value], i) => {
    // struct sock_filter, in the host's order, which is the same on both processors.
    bytes.writeUInt16LE(operation, i * 8)
    bytes.writeUInt8(yes, i * 8 + 2)
    bytes.writeUInt8(no, i * 8 + 3)
    bytes.writeUInt32LE(value >>> 0, i * 8 + 4)
  })
  return bytes
}

type Instruction = readonly [operation: number, ifTrue: number, ifFalse: number, value: number]

/** Operations of linux/bpf_common.h. */
const BPF = { load: 0x20, jumpEqual: 0x15, jumpAbove: 0x25, jumpSet: 0x45, result: 0x06 }
/** Within struct seccomp_data; of an argument, the lower half. */
const offsets = { call: 0, arch: 4, firstArgument: 16 }
const EPERM = 1
const ENOSYS = 38
const ALLOW = 0x7fff0000
const NOTIFY = 0x7fc00000
const errno = (number: number): number => 0x00050000 | number
const load = (offset: number): Instruction => [BPF.load, 0, 0, offset]
const result = (value: number): Instruction => [BPF.result, 0, 0, value]

/** Every kind of namespace that clone(2) can make. */
const newNamespaces = 0x7e020000

interface Section {
  /** AUDIT_ARCH of the calls that it is about. */
  readonly audit: number
  readonly denied: readonly number[]
  readonly clone: number
  readonly clone3: number
  /** The last call that is known: cachestat, fchmodat2, map_shadow_stack, futex_* are those before it. */
  readonly last: number
}

/** Ends with a result on every way. */
function sectionCode({ denied, clone, clone3, last }: Section): Instruction[] {
  const count = denied.length
  return [
    load(offsets.call),
    [BPF.jumpAbove, count + 5, 0, last],
    [BPF.jumpEqual, count + 4, 0, clone3],
    [BPF.jumpEqual, count + 1, 0, clone],
    ...denied.map((number, i): Instruction => [BPF.jumpEqual, count - i + 3, 0, number]),
    result(ALLOW),
    load(offsets.firstArgument),
    [BPF.jumpSet, 1, 2, newNamespaces],
    result(errno(ENOSYS)),
    result(errno(EPERM)),
    result(ALLOW),
  ]
}

/** name: x64, i386, arm64; what an architecture does not have is -1. */
const calls: Readonly<Record<string, readonly [number, number, number]>> = {
  _sysctl: [156, 149, -1],
  acct: [163, 51, 89],
  add_key: [248, 286, 217],
  bpf: [321, 357, 280],
  clock_adjtime: [305, 343, 266],
  clock_settime: [227, 264, 112],
  clock_settime64: [-1, 404, -1],
  create_module: [174, 127, -1],
  delete_module: [176, 129, 106],
  fanotify_init: [300, 338, 262],
  finit_module: [313, 350, 273],
  fsconfig: [431, 431, 431],
  fsmount: [432, 432, 432],
  fsopen: [430, 430, 430],
  fspick: [433, 433, 433],
  get_kernel_syms: [177, 130, -1],
  get_mempolicy: [239, 275, 236],
  init_module: [175, 128, 105],
  io_uring_enter: [426, 426, 426],
  io_uring_register: [427, 427, 427],
  io_uring_setup: [425, 425, 425],
  ioperm: [173, 101, -1],
  iopl: [172, 110, -1],
  kcmp: [312, 349, 272],
  kexec_file_load: [320, -1, 294],
  kexec_load: [246, 283, 104],
  keyctl: [250, 288, 219],
  lookup_dcookie: [212, 253, 18],
  mbind: [237, 274, 235],
  migrate_pages: [256, 294, 238],
  mount: [165, 21, 40],
  mount_setattr: [442, 442, 442],
  move_mount: [429, 429, 429],
  move_pages: [279, 317, 239],
  nfsservctl: [180, 169, 42],
  open_by_handle_at: [304, 342, 265],
  open_tree: [428, 428, 428],
  perf_event_open: [298, 336, 241],
  pivot_root: [155, 217, 41],
  query_module: [178, 167, -1],
  quotactl: [179, 131, 60],
  quotactl_fd: [443, 443, 443],
  reboot: [169, 88, 142],
  request_key: [249, 287, 218],
  set_mempolicy: [238, 276, 237],
  set_mempolicy_home_node: [450, 450, 450],
  setdomainname: [171, 121, 162],
  sethostname: [170, 74, 161],
  setns: [308, 346, 268],
  settimeofday: [164, 79, 170],
  stime: [-1, 25, -1],
  swapoff: [168, 115, 225],
  swapon: [167, 87, 224],
  sysfs: [139, 135, -1],
  syslog: [103, 103, 116],
  umount: [-1, 22, -1],
  umount2: [166, 52, 39],
  unshare: [272, 310, 97],
  uselib: [134, 86, -1],
  userfaultfd: [323, 374, 282],
  ustat: [136, 62, -1],
  vhangup: [153, 111, 58],
  vm86: [-1, 166, -1],
  vm86old: [-1, 113, -1],
}

const deniedOf = (column: 0 | 1 | 2): number[] =>
  Object.values(calls).flatMap((row) => (row[column] >= 0 ? row[column] : []))

const x64: Section = { audit: 0xc000003e, denied: deniedOf(0), clone: 56, clone3: 435, last: 461 }
const i386: Section = { audit: 0x40000003, denied: deniedOf(1), clone: 120, clone3: 435, last: 461 }
const arm64: Section = { audit: 0xc00000b7, denied: deniedOf(2), clone: 220, clone3: 435, last: 461 }

/** chown, fchown, lchown, fchownat; setuid, setgid, setreuid, setregid, setgroups, setresuid, setresgid, setfsuid, setfsgid. */
const x64Owners = {
  audit: x64.audit,
  owning: [92, 93, 94, 260],
  becoming: [105, 106, 113, 114, 116, 117, 119, 122, 123],
}
const arm64Owners = { audit: arm64.audit, owning: [55, 54], becoming: [143, 144, 145, 146, 147, 149, 151, 152, 159] }
