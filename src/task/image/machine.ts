/** The numbers of ELF's architectures (e_machine), as images call them. */
const names: ReadonlyMap<number, string> = new Map([
  [3, '386'],
  [8, 'mips'],
  [20, 'ppc'],
  [21, 'ppc64le'],
  [22, 's390x'],
  [40, 'arm'],
  [62, 'amd64'],
  [183, 'arm64'],
  [243, 'riscv64'],
  [258, 'loong64'],
])

/** What else kernels of an architecture run, as most do. */
const also: ReadonlyMap<string, string> = new Map([
  ['amd64', '386'],
  ['arm64', 'arm'],
])

/** An ELF file's architecture as images call it. */
export function machineName(machine: number): string {
  return names.get(machine) ?? `machine ${machine}`
}

/** Whether an image's architecture runs programs of an ELF file's; where the image's is none that is known, it may. */
export function runsOn(machine: number, architecture: string): boolean {
  const name = names.get(machine)
  return name === architecture || also.get(architecture) === name || ![...names.values()].includes(architecture)
}
