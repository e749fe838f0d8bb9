/**
 * `setxattr PATH NAME`: a program for Linux on x86-64 that gives a file the extended attribute NAME (setxattr(2)) with what stands on its
 * input as the value, and takes the attribute away (removexattr(2)) where the input is empty. Its exit status is 0 or the error number.
 * BusyBox has no such command. It is made here because a program that cannot be read has no place among sources.
 */
export function setxattrProgram(): Buffer {
  const code = Buffer.from(instructions.map((line) => line.replaceAll(' ', '')).join(''), 'hex')
  const start = 64 + 56
  const header = Buffer.alloc(start)
  header.write('\x7fELF\x02\x01\x01', 'latin1')
  // e_type (executable), e_machine (x86-64), e_version, e_entry, e_phoff, e_ehsize, e_phentsize, e_phnum
  header.writeUInt16LE(2, 16)
  header.writeUInt16LE(62, 18)
  header.writeUInt32LE(1, 20)
  header.writeUInt32LE(address + start, 24)
  header.writeUInt32LE(64, 32)
  header.writeUInt16LE(64, 52)
  header.writeUInt16LE(56, 54)
  header.writeUInt16LE(1, 56)
  // One segment holds the whole file: p_type (load), p_flags (read, execute), p_vaddr, p_filesz, p_memsz, p_align
  header.writeUInt32LE(1, 64)
  header.writeUInt32LE(5, 68)
  header.writeUInt32LE(address, 80)
  header.writeUInt32LE(start + code.length, 96)
  header.writeUInt32LE(start + code.length, 104)
  header.writeUInt32LE(0x1000, 112)
  return Buffer.concat([header, code])
}

/** Where the program lies in memory. */
const address = 0x400000

const instructions = [
  '48 89 e5', // mov rbp, rsp           argc, argv[0], argv[1], ... are there
  '48 81 ec 00 01 00 00', // sub rsp, 256
  '31 ff', // xor edi, edi
  '48 89 e6', // mov rsi, rsp
  'ba 00 01 00 00', // mov edx, 256
  '31 c0', // xor eax, eax
  '0f 05', // syscall                   read(0, value, 256)
  '49 89 c2', // mov r10, rax
  '48 8b 7d 10', // mov rdi, [rbp+16]
  '48 8b 75 18', // mov rsi, [rbp+24]
  '48 89 e2', // mov rdx, rsp
  '45 31 c0', // xor r8d, r8d
  'b8 c5 00 00 00', // mov eax, 197     removexattr
  'b9 bc 00 00 00', // mov ecx, 188     setxattr
  '4d 85 d2', // test r10, r10
  '0f 45 c1', // cmovnz eax, ecx
  '0f 05', // syscall                   setxattr(argv[1], argv[2], value, its length, 0)
  '89 c7', // mov edi, eax
  'f7 df', // neg edi
  'b8 3c 00 00 00', // mov eax, 60
  '0f 05', // syscall                   exit(error number)
]
