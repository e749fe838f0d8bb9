/** Permission bits as `ls -l` writes them; setuid, setgid and the sticky bit as s and t, or S and T where what they go with may not be executed. */
export function modeLetters(mode: number): string {
  const three = (shift: number, special: number, letter: string): string => {
    const isSpecial = (mode & special) !== 0
    const may = (bit: number): boolean => ((mode >> shift) & bit) !== 0
    const execute = isSpecial ? (may(1) ? letter : letter.toUpperCase()) : may(1) ? 'x' : '-'
    return (may(4) ? 'r' : '-') + (may(2) ? 'w' : '-') + execute
  }
  return three(6, 0o4000, 's') + three(3, 0o2000, 's') + three(0, 0o1000, 't')
}
