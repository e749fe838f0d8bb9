const umask = 0o077
const variables: Readonly<Record<string, string>> = {
  TZ: 'Pacific/Kiritimati',
  LANG: 'tr_TR.UTF-8',
  LC_ALL: 'tr_TR.UTF-8',
}

/** What `withOtherSurroundings` varies, for people. */
export const otherSurroundings = 'the umask, the time zone and the language of oci-pack'

/** Does work while this process has another umask, time zone and language. They are the whole process's, whatever else goes on in it. */
export async function withOtherSurroundings<T>(work: () => Promise<T>): Promise<T> {
  const mask = process.umask(umask)
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  try {
    return await work()
  } finally {
    process.umask(mask)
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
    }
  }
}
