import type { Platform } from '../../core/platform.js'

/** An ELF file's kind (elf(5)), and the instructions that end a process of it with status 42. */
export interface Machine {
  readonly bits: 32 | 64
  readonly bigEndian: boolean
  /** `e_machine`. */
  readonly number: number
  /** Hex digits, byte by byte as they lie in the file. */
  readonly exit42: string
}

/** Each calls exit(42): the number of the call, its argument, the trap. */
const machines: Readonly<Record<string, Machine>> = {
  // mov eax, 60; mov edi, 42; syscall
  amd64: little(64, 62, 'b83c000000 bf2a000000 0f05'),
  // mov eax, 1; mov ebx, 42; int 0x80
  '386': little(32, 3, 'b801000000 bb2a000000 cd80'),
  // mov x0, 42; mov x8, 93; svc 0
  arm64: little(64, 183, '400580d2 a80b80d2 010000d4'),
  // mov r0, 42; mov r7, 1; svc 0
  arm: little(32, 40, '2a00a0e3 0170a0e3 000000ef'),
  // li a0, 42; li a7, 93; ecall
  riscv64: little(64, 243, '1305a002 9308d005 73000000'),
  // li r3, 42; li r0, 1; sc
  ppc64le: little(64, 21, '2a006038 01000038 02000044'),
  // addi.d a0, zero, 42; addi.d a7, zero, 93; syscall 0
  loong64: little(64, 258, '04a8c002 0b74c102 00002b00'),
  // addiu a0, zero, 42; addiu v0, zero, 5058; syscall
  mips64le: little(64, 8, '2a000424 c2130224 0c000000'),
  // lghi r2, 42; svc 1
  s390x: { bits: 64, bigEndian: true, number: 22, exit42: 'a729002a 0a01' },
}

/** Those whose machine is known. */
export const knownArchitectures: readonly string[] = Object.keys(machines)

/** The machine of a platform; undefined for one that is not known here. */
export function machineOf({ os, architecture }: Platform): Machine | undefined {
  return os === 'linux' && Object.hasOwn(machines, architecture) ? machines[architecture] : undefined
}

function little(bits: 32 | 64, number: number, exit42: string): Machine {
  return { bits, bigEndian: false, number, exit42 }
}
