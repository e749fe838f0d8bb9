import { advice } from '../../build/advice/adviceTable.js'
import type { Finding, Place } from '../../core/finding.js'
import { type Rule, rules as dockerfileRules } from '../../dockerfile/lint/ruleTable.js'

/** What a check found as SARIF 2.1.0, which code scanning services and editors read. @param version of this program */
export function sarif(findings: readonly Finding[], version: string): unknown {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'oci-pack', version, rules: rules.map(descriptor) } },
        columnKind: 'unicodeCodePoints',
        results: findings.map((finding) => result(finding, rules)),
      },
    ],
  }
}

/** What is known of a rule: of the Dockerfile's, what it is about and where that is told. */
function descriptor(id: string): unknown {
  const known: Readonly<Record<string, Rule>> = { ...dockerfileRules, ...advice }
  const rule = Object.hasOwn(known, id) ? known[id] : undefined
  if (!rule) return { id }
  return {
    id,
    shortDescription: { text: `${rule.description}.` },
    ...(rule.url !== undefined && { helpUri: rule.url }),
  }
}

function result({ rule, severity, message, place, hint }: Finding, rules: readonly string[]): unknown {
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: severity === 'info' ? 'note' : severity,
    message: { text: hint === undefined ? `${message}.` : `${message}. ${hint}` },
    locations: [location(place)],
  }
}

/** A path with its parts percent-encoded; an entry of an archive is a place within it (SARIF 3.28, 3.33). */
function location({ file, line, endLine, column, endColumn, text }: Place): unknown {
  const [archive = file, entry] = splitEntry(file)
  const region = {
    startLine: line,
    endLine,
    startColumn: column,
    endColumn,
    ...(text === undefined ? {} : { snippet: { text } }),
  }
  return {
    physicalLocation: {
      artifactLocation: { uri: archive.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/') },
      ...(line === undefined || entry !== undefined ? {} : { region }),
    },
    ...(entry === undefined
      ? {}
      : {
          logicalLocations: [{ fullyQualifiedName: line === undefined ? entry : `${entry}:${line}`, kind: 'resource' }],
        }),
  }
}

/** `bundle.zip: descriptor.yml` is an entry of an archive. */
function splitEntry(file: string): string[] {
  const at = file.indexOf(': ')
  return at < 0 ? [file] : [file.slice(0, at), file.slice(at + 2)]
}
