import { OciPackError } from '../core/errors.js'

const names =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'.split(
    ' ',
  )

/** STOPSIGNAL's word, once it is a signal as Docker takes it: a number other than 0, or a Linux name with or without SIG, whatever its case. @throws OciPackError `dockerfile` */
export function checkSignal(word: string): string {
  const name = word.toUpperCase().replace(/^SIG/, '')
  const [, realTime] = /^(?:RTMIN\+|RTMAX-)(\d+)$/.exec(name) ?? []
  const known =
    realTime === undefined
      ? names.includes(name)
      : Number(realTime) >= 1 && Number(realTime) <= (name.startsWith('RTMIN') ? 15 : 14)
  if (known || /^[+-]?0*[1-9]\d*$/.test(word)) return word
  throw new OciPackError('dockerfile', `${JSON.stringify(word)} is not a signal`, {
    hint: 'Write it like SIGTERM, SIGRTMIN+3 or 15.',
  })
}
