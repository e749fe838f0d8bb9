/** Writes the manual pages, `oci-pack.1` and one for each command, into the folder that the command line names. */
import type { Command, Option } from 'commander'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandTree } from '../src/cli/program.js'
import { readVersion } from '../src/core/host/version.js'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('say where the pages go')
mkdirSync(folder, { recursive: true })
for (const names of everyCommand(commandTree())) {
  const path = names.map((command) => command.name())
  writeFileSync(join(folder, `${path.join('-')}.1`), manualPage(path, names.at(-1) ?? commandTree()))
}

/** A command and all below it that are shown, each with those that it is below of. */
function everyCommand(command: Command, above: readonly Command[] = []): Command[][] {
  const names = [...above, command]
  const below = command.createHelp().visibleCommands(command)
  return [names, ...below.filter((one) => one.name() !== 'help').flatMap((one) => everyCommand(one, names))]
}

function manualPage(path: readonly string[], command: Command): string {
  const help = command.createHelp()
  const { registeredArguments, options } = command
  const args = registeredArguments.filter(({ description }) => description !== '')
  const groups = help.groupItems([...options], help.visibleOptions(command), groupOf)
  const commands = help.visibleCommands(command).filter((one) => one.name() !== 'help')
  const notes = notesOf(command).split(/\n{2,}/)
  const firstHeading = notes.findIndex(isHeaded)
  const described = firstHeading < 0 ? notes.length : firstHeading
  return [
    `.TH "${path.join('-').toUpperCase()}" "1" "" "oci-pack ${readVersion()}" "User Commands"`,
    // What is typed is not cut by a hyphen, and lines are as long as their words.
    '.nh',
    '.ad l',
    ...section('NAME', [`${literal(path.join('-'))} \\- ${literal(command.description())}`]),
    ...section('SYNOPSIS', [`.B ${literal(path.join(' '))}`, literal(command.usage())]),
    ...section('DESCRIPTION', notes.slice(0, described).flatMap(block).slice(1)),
    ...section(
      'ARGUMENTS',
      args.flatMap((one) => item(one.name(), one.description)),
    ),
    ...[...groups].flatMap(([heading, of]) =>
      section(
        heading.replace(/:$/, ''),
        of.flatMap((option) => item(help.optionTerm(option), help.optionDescription(option))),
      ),
    ),
    ...section(
      'COMMANDS',
      commands.flatMap((one) => item(`${path.join('-')}-${one.name()}(1)`, one.description())),
    ),
    ...notes.slice(described).flatMap(block),
    '',
  ].join('\n')
}

function groupOf(option: Option): string {
  return option.helpGroupHeading ?? 'Options:'
}

/** What stands behind the flags in a command's help. */
function notesOf(command: Command): string {
  let text = ''
  command.configureOutput({ writeOut: (piece) => (text += piece) }).outputHelp()
  return text.slice(command.helpInformation().length).trim()
}

/** A paragraph, or a heading with the lines under it as they stand. */
function block(text: string): string[] {
  const [first = '', ...lines] = text.split('\n')
  if (!isHeaded(text)) return text === '' ? [] : ['.PP', ...text.split('\n').map(literal)]
  const shown = lines.map((line) => literal(line.replace(/^ {2}/, '')))
  return section(first.slice(0, -1), ['.nf', ...shown, '.fi'])
}

/** Whether the first line of a paragraph is a heading. */
function isHeaded(text: string): boolean {
  return /^.*:\n/.test(text)
}

function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`.SH "${literal(inCapitals(heading))}"`, ...lines]
}

/** Flags stay as they are: `-o` is not `-O`. */
function inCapitals(heading: string): string {
  return heading.replace(/\S+/g, (word) => (/^\W*-/.test(word) ? word : word.toUpperCase()))
}

function item(term: string, text: string): string[] {
  return ['.TP', `.B ${literal(term)}`, literal(text)]
}

/** A line that roff shows as it is: a hyphen stays a hyphen that can be copied, and no line is a request. */
function literal(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replace(/^([.'])/, '\\&$1')
}
