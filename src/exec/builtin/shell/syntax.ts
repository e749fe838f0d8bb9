import type { ByteString } from '../../../core/bytes.js'

/** A shell word before its expansion (POSIX.1-2017, XCU 2.2 and 2.6). Neighbouring parts make one text. */
export type Word = readonly WordPart[]

export type WordPart =
  /** Text outside quotes: wildcards and tildes in it count. */
  | { readonly type: 'literal'; readonly text: ByteString }
  /** What stood in quotes, or behind a backslash; may be empty. */
  | { readonly type: 'quoted'; readonly parts: Word }
  | ParameterExpansion
  /** `$(...)` and backquotes. */
  | { readonly type: 'command'; readonly body: List }
  /** `$((...))` */
  | { readonly type: 'arithmetic'; readonly expression: Word }

/** `$name` and `${name}`, with what follows the name. */
export interface ParameterExpansion {
  readonly type: 'parameter'
  /** A variable's name, a positional parameter's number, or one of `@*#?$!-`. */
  readonly name: string
  /** `length` is `${#name}`. */
  readonly operator?: ParameterOperator | 'length'
  /** What follows the operator. */
  readonly word: Word
}

export const parameterOperators = [':-', ':=', ':?', ':+', '##', '%%', '-', '=', '?', '+', '#', '%'] as const
export type ParameterOperator = (typeof parameterOperators)[number]

export interface Assignment {
  readonly name: string
  readonly value: Word
}

/** A redirection (XCU 2.7) of standard input, output or error (0, 1, 2). */
export type Redirection = { readonly fd: number } & (
  | { readonly type: 'read' | 'write' | 'append'; readonly target: Word }
  /** `>&1`: the same as another one. */
  | { readonly type: 'duplicate'; readonly from: number }
  | { readonly type: 'here-document'; readonly document: HereDocument }
)

/** The text of a here-document, which is known only when its line has been read. */
export interface HereDocument {
  text: Word
}

/** A command (XCU 2.9). */
export type Command =
  | {
      readonly type: 'simple'
      readonly assignments: readonly Assignment[]
      readonly words: readonly Word[]
      readonly redirections: readonly Redirection[]
    }
  | (Compound & { readonly redirections: readonly Redirection[] })
  | { readonly type: 'function'; readonly name: string; readonly body: Command }

/** A compound command (XCU 2.9.4), without its redirections. */
export type Compound =
  | { readonly type: 'group'; readonly body: List }
  | { readonly type: 'subshell'; readonly body: List }
  | { readonly type: 'if'; readonly branches: readonly Branch[]; readonly otherwise: List }
  /** Without words, it goes over the positional parameters. */
  | { readonly type: 'for'; readonly name: string; readonly words: readonly Word[] | undefined; readonly body: List }
  | { readonly type: 'while'; readonly until: boolean; readonly condition: List; readonly body: List }
  | { readonly type: 'case'; readonly subject: Word; readonly items: readonly CaseItem[] }

export interface Branch {
  readonly condition: List
  readonly body: List
}

export interface CaseItem {
  readonly patterns: readonly Word[]
  readonly body: List
}

/** Commands joined by `|`, whose status `!` may negate. */
export interface Pipeline {
  readonly negated: boolean
  readonly commands: readonly Command[]
}

/** Pipelines joined by `&&` and `||`. */
export interface AndOr {
  readonly first: Pipeline
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[]
}

/** Commands one after the other. */
export type List = readonly AndOr[]
