/** What a scalar without quotes means; `unreadable` where the App Engine's reader ends with an error. */
export type PlainValue = { readonly value: string | number | boolean | null; readonly integer: boolean } | 'unreadable'

// YAML 1.1, as SnakeYAML has it: `yes` is true, `012` is ten, `1_000` is a thousand.
const none = /^(?:~|null|Null|NULL|)$/
const yes = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/
const no = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/
const integer = /^([-+]?)(?:0b([01_]+)|0x([0-9a-fA-F_]+)|0(_*[0-7][0-7_]*)|(0|[1-9][0-9_]*))$/
const float = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.(?=_*[0-9])[0-9_]+|[0-9][0-9_]*(?=[eE]))(?:[eE][-+]?[0-9]+)?$/
// Known to YAML 1.1 as numbers, but not to the code that then reads their digits.
const noDigits = /^(?:[-+]?\.(?:inf|Inf|INF|_+)|\.(?:nan|NaN|NAN)|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/

/** What a scalar without quotes means to the App Engine: Jackson over SnakeYAML. */
export function plainValue(text: string): PlainValue {
  if (none.test(text)) return { value: null, integer: false }
  if (yes.test(text)) return { value: true, integer: false }
  if (no.test(text)) return { value: false, integer: false }
  const whole = integer.exec(text)
  if (whole) return { value: wholeNumber(whole), integer: true }
  if (float.test(text)) return { value: Number(text.replaceAll('_', '')), integer: false }
  return noDigits.test(text) ? 'unreadable' : { value: text, integer: false }
}

function wholeNumber([, sign, binary, hexadecimal, octal, decimal]: RegExpExecArray): number {
  const [digits, base] = binary
    ? [binary, 2]
    : hexadecimal
      ? [hexadecimal, 16]
      : octal
        ? [octal, 8]
        : [decimal ?? '', 10]
  const amount = digits.replaceAll('_', '')
  const number = base === 10 ? Number(amount) : Number.parseInt(amount, base)
  return sign === '-' && number !== 0 ? -number : number
}
