import { OciPackError } from '../core/errors.js'

const names =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'

/** Checks what STOPSIGNAL names: a number other than 0, or a name of Linux (signal(7)), `SIG` and capitals or not. @throws OciPackError `dockerfile` */
export function checkSignal(signal: string): void {
  const name = signal.toUpperCase().replace(/^SIG/, '')
  if (/^[+-]?\d+$/.test(signal) ? Number(signal) !== 0 : names.split(' ').includes(name)) return
  if (/^RTMIN\+([1-9]|1[0-5])$|^RTMAX-([1-9]|1[0-4])$/.test(name)) return
  throw new OciPackError('dockerfile', `invalid signal: ${JSON.stringify(signal)}`, {
    hint: 'Write it like SIGTERM or 15.',
  })
}
