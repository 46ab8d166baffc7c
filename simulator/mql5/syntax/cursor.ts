/**
 * Reading position in the stream of tokens, shared by all parts of the parser.
 * Invariants: 1. reading past the end gives the end token for ever; 2. a failed attempt (`attempt`)
 * leaves no trace.
 */
import type { Diagnostics, Position } from '../position.ts';
import type { Declaration } from './ast.ts';
import type { Expression } from './ast-expressions.ts';
import { RESERVED, TOKEN, type Token } from './token.ts';

/** Ends the parsing of one declaration or statement; it was reported where it was thrown. */
export class SyntaxFailure extends Error {
  override readonly name = 'SyntaxFailure';
}

/** Attempts fail often; one error for all of them spares the stack traces. */
const FAILED_ATTEMPT = new SyntaxFailure('this way of reading does not fit');

export interface CursorOptions {
  readonly tokens: readonly Token[];
  readonly diagnostics: Diagnostics;
  /** True when an included file is missing: unknown macros are then possible and passed over. */
  readonly lenient: boolean;
  readonly grammar: Grammar;
}

/** What lower parts of the parser need of higher ones. */
export interface Grammar {
  /** An expression without a comma at its top. */
  readonly assignment: (cursor: Cursor) => Expression;
  readonly list: (cursor: Cursor) => Expression;
  /** A struct, class or enumeration declared inside a function. */
  readonly localType: (cursor: Cursor) => Declaration[];
}

export class Cursor {
  readonly diagnostics: Diagnostics;
  readonly lenient: boolean;
  readonly grammar: Grammar;
  /** Names known to be types, by everything declared so far. */
  readonly typeNames = new Set<string>();
  /** Names known to be templates. */
  readonly templateNames = new Set<string>();
  /** Set inside `#import` … `#import`. */
  library: string | null = null;
  /** Set when a macro of a missing file may have opened a block around the declarations that follow. */
  inMacroBlock = false;
  /** The current token. */
  token: Token;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #at = 0;
  #attempts = 0;
  /** Where half of a `>>` was used, which closes two lists. */
  #halfAngle = -1;

  constructor(options: CursorOptions) {
    const end = options.tokens.at(-1);
    if (end === undefined) throw new TypeError('the parser needs an end token');
    this.#tokens = options.tokens;
    this.#end = end;
    this.token = options.tokens[0] ?? end;
    this.diagnostics = options.diagnostics;
    this.lenient = options.lenient;
    this.grammar = options.grammar;
  }

  atEnd(): boolean {
    return this.token === this.#end;
  }

  get mark(): number {
    return this.#at;
  }

  peek(ahead = 1): Token {
    return this.#tokens[this.#at + ahead] ?? this.#end;
  }

  next(): Token {
    const { token } = this;
    if (token !== this.#end) this.#moveTo(this.#at + 1);
    return token;
  }

  rewind(mark: number): void {
    this.#moveTo(mark);
    this.#halfAngle = -1;
  }

  #moveTo(at: number): void {
    this.#at = at;
    this.token = this.#tokens[at] ?? this.#end;
  }

  /** Takes the `>` that closes a list, or the first or second half of a `>>`. */
  closeAngle(): void {
    if (!this.is('>>')) this.expect('>');
    else if (this.#halfAngle !== this.#at) this.#halfAngle = this.#at;
    else {
      this.#halfAngle = -1;
      this.next();
    }
  }

  /** Whether the current token is this operator or word. */
  is(text: string): boolean {
    const { token } = this;
    return token.text === text && (token.kind === TOKEN.operator || token.kind === TOKEN.name);
  }

  isName(): boolean {
    return this.token.kind === TOKEN.name && !RESERVED.has(this.token.text);
  }

  accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.#moveTo(this.#at + 1);
    return true;
  }

  /** Takes this operator or word, or fails with the number that MetaEditor uses for it. */
  expect(text: string): Token {
    if (this.is(text)) return this.next();
    const [code, name] = EXPECTED[text] ?? [149, `'${text}'`];
    if (this.atEnd()) this.fail(161, 'unexpected end of program');
    return this.fail(code, `'${this.token.text}' - ${name} expected`);
  }

  expectName(): Token {
    if (this.isName()) return this.next();
    return this.fail(228, `'${this.token.text}' - name expected`);
  }

  fail(code: number, message: string, at: Position = this.token): never {
    if (this.#attempts > 0) throw FAILED_ATTEMPT;
    const { token } = this;
    if (token.kind === TOKEN.bad && at === token) this.#failBadToken(token);
    this.diagnostics.error(at, code, message);
    throw new SyntaxFailure(message);
  }

  /** Parses speculatively: `null`, and nothing read or reported, when it fails. */
  attempt<T>(parse: () => T): T | null {
    const mark = this.#at;
    this.#attempts++;
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof SyntaxFailure)) throw error;
      this.rewind(mark);
      return null;
    } finally {
      this.#attempts--;
    }
  }

  /** Whether an attempt is under way, so that recovery must not hide its failure. */
  get speculative(): boolean {
    return this.#attempts > 0;
  }

  /** With the current token an opening bracket: the number of tokens up to behind its partner. */
  balancedLength(): number {
    let depth = 0;
    for (let i = 0; ; i++) {
      const token = this.#tokens[this.#at + i];
      if (token === undefined || token === this.#end) return i;
      if (token.kind !== TOKEN.operator) continue;
      if (token.text === '(' || token.text === '{' || token.text === '[') depth++;
      if (token.text === ')' || token.text === '}' || token.text === ']') {
        if (--depth === 0) return i + 1;
      }
    }
  }

  /** Goes behind the partner of the opening bracket at the cursor. */
  skipBalanced(): void {
    this.#moveTo(this.#at + this.balancedLength());
  }

  /** After a failure: goes behind the next `;` or block at this level, or before a closing brace. */
  recover(from: number): void {
    if (this.#at === from) this.next();
    for (; this.token !== this.#end;) {
      if (this.token.kind === TOKEN.directive || this.is('}')) return;
      if (this.accept(';')) return;
      if (this.is('{')) {
        this.skipBalanced();
        this.accept(';');
        return;
      }
      this.next();
    }
  }

  #failBadToken(token: Token): never {
    const code = token.text.startsWith('"') ? 112 : token.text.startsWith("'") ? 114 : 110;
    const message = code === 110 ? `'${token.text}' - symbol unknown` : 'quote is missing';
    this.diagnostics.error(token, code, message);
    throw new SyntaxFailure(message);
  }
}

const EXPECTED: Readonly<Record<string, readonly [code: number, name: string]>> = {
  ';': [154, 'semicolon'],
  ',': [155, 'comma'],
  '(': [132, 'open parenthesis'],
  ')': [145, 'close parenthesis'],
  ']': [145, 'close bracket'],
  '{': [141, 'open brace'],
  '}': [133, 'close brace'],
  ':': [123, 'colon sign'],
  while: [236, "'while'"],
};
