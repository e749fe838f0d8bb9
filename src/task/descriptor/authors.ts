import { asBoolean, asList, asMapping, asText, required, warnUnknown } from './fields.js'
import { isEmail } from './formats.js'
import { checkUri } from './identity.js'
import type { Report } from './report.js'
import { type Mapping, type Value, valueOf } from './yaml/value.js'

const names = ['first_name', 'last_name', 'organization'] as const

/** Who wrote the Task, and what it refers to. */
export function checkAuthors(report: Report, root: Mapping): void {
  const list = asList(report, required(report, root, 'authors'))
  if (list?.items.length === 0)
    report.error(
      'descriptor-authors',
      list.range,
      'there must be one author at least',
      'Write first_name, last_name, organization and email of one.',
    )
  for (const item of list?.items ?? []) checkAuthor(report, item)
  checkExternal(report, asMapping(report, valueOf(root, 'external')))
}

function checkAuthor(report: Report, item: Value): void {
  const author = asMapping(report, item)
  if (!author) return
  for (const key of names) asText(report, required(report, author, key))
  const email = required(report, author, 'email')
  const address = asText(report, email)
  if (email && address !== undefined && !isEmail(address)) {
    report.error(
      'descriptor-email',
      email.range,
      `${email.path} is no address that the App Engine takes`,
      'Write it like name@example.org.',
    )
  }
  asBoolean(report, valueOf(author, 'is_contact'))
  warnUnknown(report, author, [...names, 'email', 'is_contact'])
}

function checkExternal(report: Report, external: Mapping | undefined): void {
  if (!external) return
  checkUri(report, valueOf(external, 'source_code'))
  for (const item of asList(report, valueOf(external, 'doi'))?.items ?? []) checkUri(report, item)
  warnUnknown(report, external, ['source_code', 'doi'])
}
