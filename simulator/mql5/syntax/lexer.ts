/**
 * Text to tokens, one file at a time. Preprocessor lines come out as single tokens, so that a file is
 * read once however often conditions change.
 * Invariants: 1. every character is white space, comment or part of exactly one token; 2. no text stops
 * the lexer: what it cannot read becomes a `bad` token.
 */
import {
  CLASS,
  DIGIT,
  NAME_START,
  endOfName,
  endOfNumber,
  isBlank,
  isDigit,
  isForeignLetter,
  operatorAt,
} from './characters.ts';
import { TOKEN, type DirectiveToken, type Token, type TokenKind } from './token.ts';

/** `<Trade\\Trade.mqh>` or `"x.mqh"` */
const FILE_NAME = /[ \t]*(?:<[^>\r\n]*>|"[^"\r\n]*")/y;
/** How many words a condition takes; what stands behind them in its line is source. */
const CONDITIONS: ReadonlyMap<string, number> = new Map([
  ['ifdef', 1],
  ['ifndef', 1],
  ['else', 0],
  ['endif', 0],
]);
/** Nothing, or a word that repeats the condition: `#endif __GUARD__`. */
const NO_SOURCE = /[ \t]*(?:[A-Za-z_]\w*[ \t]*)?(?:[\r\n]|\/[/*]|$)/y;

/** What `B'101'`, `C'1,2,3'` and `D'2020.01.01'` are, by the letter from `B` on. */
const QUOTED_LITERALS: readonly TokenKind[] = [TOKEN.number, TOKEN.color, TOKEN.date];

/** All tokens of one file, without an end token. */
export function lex(text: string, file: string): Token[] {
  return new Lexer(text, file).run();
}

class Lexer {
  readonly #text: string;
  readonly #file: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #space = false;
  #fresh = true;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
  }

  run(): Token[] {
    const tokens: Token[] = [];
    for (let token = this.#next(false); token !== null; token = this.#next(false))
      tokens.push(token);
    return tokens;
  }

  /** The next token; inside a directive `null` at the end of its line. */
  #next(inDirective: boolean): Token | null {
    const from = this.#at;
    const c = this.#skipToToken(inDirective);
    if (c === null) return null;
    this.#space = this.#at > from;
    const fresh = this.#fresh;
    this.#fresh = false;
    // A directive may also stand behind source: `return #ifdef A x #else y #endif ;`.
    return c === 35 && !inDirective ? this.#directive(fresh) : this.#token(c);
  }

  /** Goes behind blanks and comments. @returns the next character; `null` at the end */
  #skipToToken(inDirective: boolean): number | null {
    const text = this.#text;
    let at = this.#at;
    for (;;) {
      const c = text.charCodeAt(at);
      if (c === 32) {
        at++;
        continue;
      }
      this.#at = at;
      // Letters, digits and most operators.
      if (c > 47 && c < 128 && c !== 92) return c;
      const after = text.charCodeAt(at + 1);
      if (c === 10 || (c === 13 && after !== 10)) {
        if (inDirective) return null;
        this.#newLine();
        this.#fresh = true;
      } else if (c === 92 && this.#continuesLine()) this.#skipContinuation();
      else if (c === 47 && after === 47) this.#skipLineComment(inDirective);
      else if (c === 47 && after === 42) {
        if (!this.#skipBlockComment()) return null;
      } else if (isBlank(c)) this.#at++;
      else return Number.isNaN(c) ? null : c;
      at = this.#at;
    }
  }

  #token(c: number): Token {
    const text = this.#text;
    const start = this.#at;
    const kind = c < 128 ? (CLASS[c] ?? 0) : 0;
    const after = text.charCodeAt(start + 1);
    if (kind & NAME_START || isForeignLetter(c)) {
      const literal = after === 39 ? QUOTED_LITERALS[c - 66] : undefined;
      if (literal !== undefined) {
        this.#at++;
        return this.#quoted(39, start, literal);
      }
      this.#at = endOfName(text, start + 1);
      return this.#make(TOKEN.name, start, text.slice(start, this.#at));
    }
    if (kind & DIGIT || (c === 46 && isDigit(after))) {
      this.#at = endOfNumber(text, start);
      return this.#make(TOKEN.number, start);
    }
    if (c === 34) return this.#quoted(34, start, TOKEN.string);
    if (c === 39) return this.#quoted(39, start, TOKEN.char);
    return this.#operator(c, start);
  }

  #operator(c: number, start: number): Token {
    const operator = operatorAt(this.#text, start, c);
    this.#at += operator?.length ?? 1;
    if (operator === undefined) return this.#make(TOKEN.bad, start);
    return this.#make(TOKEN.operator, start, operator);
  }

  /** A quoted text ends with its line at the latest; without its end quote it is `bad`. */
  #quoted(quote: number, start: number, kind: TokenKind): Token {
    const text = this.#text;
    let at = this.#at + 1;
    for (;;) {
      const c = text.charCodeAt(at);
      if (c === quote) break;
      this.#at = at;
      if (Number.isNaN(c) || c === 10 || c === 13) return this.#make(TOKEN.bad, start);
      if (c !== 92) at++;
      else if (this.#continuesLine()) {
        this.#skipContinuation();
        at = this.#at;
      } else at += at + 1 < text.length ? 2 : 1;
    }
    this.#at = at + 1;
    return this.#make(kind, start);
  }

  /** @param fresh whether it is the first in its line */
  #directive(fresh: boolean): DirectiveToken {
    const { line, col } = this.#here();
    const space = this.#space;
    this.#at++;
    const name = this.#next(true)?.text ?? '';
    const from = this.#at;
    const tokens = this.#operands(name, fresh);
    const rest = this.#text.slice(from, this.#at);
    const { directive: kind } = TOKEN;
    return { kind, text: name, space, file: this.#file, line, col, order: 0, tokens, rest };
  }

  /** What belongs to a directive: mostly the rest of its line. Behind a file name or a condition, source goes on. */
  #operands(directive: string, fresh: boolean): Token[] {
    if (directive === 'include' && this.#matches(FILE_NAME)) {
      this.#at = FILE_NAME.lastIndex;
      return [];
    }
    const wanted = CONDITIONS.get(directive);
    const tokens: Token[] = [];
    for (;;) {
      const mayEnd = wanted !== undefined && tokens.length === wanted;
      if (mayEnd && !(fresh && this.#matches(NO_SOURCE))) break;
      const token = this.#next(true);
      if (token === null) break;
      tokens.push(token);
      if (directive === 'import' && token.kind === TOKEN.string) break;
    }
    return tokens;
  }

  #matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text);
  }

  #make(kind: TokenKind, start: number, text = this.#text.slice(start, this.#at)): Token {
    return {
      kind,
      text,
      space: this.#space,
      file: this.#file,
      line: this.#line,
      col: Math.max(1, start - this.#lineStart + 1),
      order: 0,
    };
  }

  #here(): { line: number; col: number } {
    return { line: this.#line, col: this.#at - this.#lineStart + 1 };
  }

  #newLine(): void {
    this.#at++;
    this.#line++;
    this.#lineStart = this.#at;
  }

  /** A backslash at the end of a line, blanks after it allowed. */
  #continuesLine(): boolean {
    let at = this.#at + 1;
    while (isBlank(this.#text.charCodeAt(at)) && this.#text.charCodeAt(at) !== 13) at++;
    const c = this.#text.charCodeAt(at);
    return c === 10 || c === 13;
  }

  #skipContinuation(): void {
    this.#at++;
    while (isBlank(this.#text.charCodeAt(this.#at))) this.#at++;
    if (this.#text.charCodeAt(this.#at) !== 10) this.#at--;
    this.#newLine();
  }

  /** In a directive a comment goes on behind a backslash at the end of its line, as in C. */
  #skipLineComment(inDirective: boolean): void {
    for (;;) {
      const end = this.#text.indexOf('\n', this.#at);
      this.#at = end < 0 ? this.#text.length : end;
      let last = end - 1;
      while (isBlank(this.#text.charCodeAt(last))) last--;
      if (!inDirective || end < 0 || this.#text.charCodeAt(last) !== 92) return;
      this.#newLine();
    }
  }

  /** False when the file ends inside the comment. */
  #skipBlockComment(): boolean {
    const end = this.#text.indexOf('*/', this.#at + 2);
    const stop = end < 0 ? this.#text.length : end + 2;
    for (let nl = this.#text.indexOf('\n', this.#at); nl >= 0 && nl < stop;) {
      this.#line++;
      this.#lineStart = nl + 1;
      nl = this.#text.indexOf('\n', nl + 1);
    }
    this.#at = stop;
    return end >= 0;
  }
}
