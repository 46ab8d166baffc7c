/** The words of the language: what the lexer makes and the parser reads. */
import type { Position } from '../position.ts';

export const TOKEN = {
  eof: 0,
  name: 1,
  number: 2,
  string: 3,
  char: 4,
  /** `D'…'` */
  date: 5,
  /** `C'…'` */
  color: 6,
  operator: 7,
  /** A whole preprocessor line; `tokens` holds what follows the directive's name. */
  directive: 8,
  /** Text that is no token; it is an error only if it survives the preprocessor. */
  bad: 9,
} as const;

export type TokenKind = (typeof TOKEN)[keyof typeof TOKEN];

export interface Token extends Position {
  readonly kind: TokenKind;
  /** The text as written, quotes included; of a directive its name. */
  readonly text: string;
  /** Whether white space stands before it: `#define F (x)` has no parameters, and `#x` keeps blanks. */
  readonly space: boolean;
}

export interface DirectiveToken extends Token {
  readonly kind: typeof TOKEN.directive;
  readonly tokens: readonly Token[];
  /** The rest of the line as written. */
  readonly rest: string;
}

/** Words that can name nothing. Contextual ones (`final`, `override`, `interface`, …) are not here. */
export const RESERVED: ReadonlySet<string> = new Set(
  (
    'bool char class color datetime double enum float int long short string struct uchar uint ulong ' +
    'union ushort void const delete private protected public virtual extern input sinput static ' +
    'break case continue default do dynamic_cast else for if new operator return sizeof ' +
    'switch while this true false template typename typedef'
  ).split(' '),
);

/** The types that need no declaration; `matrix`, `vector` and `complex` are known by name only. */
export const BUILTIN_TYPES: ReadonlySet<string> = new Set(
  (
    'void bool char uchar short ushort int uint long ulong float double string datetime color ' +
    'matrix matrixf matrixc vector vectorf vectorc complex complexf unsigned'
  ).split(' '),
);
