/**
 * Text to tokens, one file at a time. Preprocessor lines come out as single tokens, so that a file is
 * read once however often conditions change.
 * Invariants: 1. every character is white space, comment or part of exactly one token; 2. no text stops
 * the lexer: what it cannot read becomes a `bad` token.
 */
import { TOKEN, type DirectiveToken, type Token, type TokenKind } from './token.ts';

const NAME_START = 1;
const NAME_PART = 2;
const DIGIT = 4;
const BLANK = 8;
const CLASS = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const letter = (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;
  if (letter) CLASS[c] = NAME_START | NAME_PART;
  else if (c >= 48 && c <= 57) CLASS[c] = DIGIT | NAME_PART;
  // NUL and the end mark of DOS (26) stand at the end of old files.
  else if (c === 32 || (c >= 9 && c <= 13 && c !== 10) || c === 26 || c === 0) CLASS[c] = BLANK;
}

const LONG_OPERATORS =
  '<<= >>= ... :: ++ -- << >> <= >= == != && || += -= *= /= %= &= |= ^= -> ##'.split(' ');
/** By the code of its first character: what an operator may be, the longest first, itself last. */
const OPERATORS: (readonly string[] | undefined)[] = [];
for (const single of '+-*/%=<>!~&|^?:;,.()[]{}#') {
  OPERATORS[single.charCodeAt(0)] = [
    ...LONG_OPERATORS.filter((operator) => operator.startsWith(single)),
    single,
  ];
}

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
    const text = this.#text;
    const start = this.#at;
    for (;;) {
      if (this.#at >= text.length) return null;
      const c = text.charCodeAt(this.#at);
      if (c === 32) this.#at++;
      else if (c === 10 || (c === 13 && text.charCodeAt(this.#at + 1) !== 10)) {
        if (inDirective) return null;
        this.#newLine();
        this.#fresh = true;
      } else if (c === 13) this.#at++;
      else if (isBlank(c)) this.#at++;
      else if (c === 92 && this.#continuesLine()) this.#skipContinuation();
      else if (c === 47 && text.charCodeAt(this.#at + 1) === 47) this.#skipLineComment();
      else if (c === 47 && text.charCodeAt(this.#at + 1) === 42) {
        if (!this.#skipBlockComment()) return null;
      } else break;
    }
    this.#space = this.#at > start;
    const fresh = this.#fresh;
    this.#fresh = false;
    const c = text.charCodeAt(this.#at);
    if (c === 35 && fresh && !inDirective) return this.#directive();
    return this.#token(c);
  }

  #token(c: number): Token {
    const start = this.#at;
    const kind = c < 128 ? (CLASS[c] ?? 0) : 0;
    const after = this.#text.charCodeAt(start + 1);
    if ((c === 68 || c === 67) && after === 39) {
      this.#at++;
      return this.#quoted(39, start, c === 68 ? TOKEN.date : TOKEN.color);
    }
    if (kind & NAME_START) {
      this.#skipNameParts();
      return this.#make(TOKEN.name, start);
    }
    if (kind & DIGIT || (c === 46 && isDigit(after))) return this.#number(start);
    if (c === 34) return this.#quoted(34, start, TOKEN.string);
    if (c === 39) return this.#quoted(39, start, TOKEN.char);
    return this.#operator(c, start);
  }

  #operator(c: number, start: number): Token {
    for (const operator of OPERATORS[c] ?? []) {
      if (operator.length === 1 || this.#text.startsWith(operator, start)) {
        this.#at += operator.length;
        return this.#make(TOKEN.operator, start, operator);
      }
    }
    this.#at++;
    return this.#make(TOKEN.bad, start);
  }

  /** Numbers are read generously (`1.`, `.5`, `0x1F`, `0b10`, `1e-5`, `2.0f`); their value is checked later. */
  #number(start: number): Token {
    const text = this.#text;
    const second = text.charCodeAt(start + 1) | 32;
    if (text.charCodeAt(start) === 48 && (second === 120 || second === 98)) {
      this.#at += 2;
      this.#skipNameParts();
      return this.#make(TOKEN.number, start);
    }
    for (;;) {
      const c = text.charCodeAt(this.#at);
      if (c === 46) {
        if (text.charCodeAt(this.#at + 1) === 46) break;
        this.#at++;
      } else if ((c | 32) === 101) {
        this.#at++;
        const sign = text.charCodeAt(this.#at);
        if (sign === 43 || sign === 45) this.#at++;
      } else if (c < 128 && (CLASS[c] ?? 0) & NAME_PART) this.#at++;
      else break;
    }
    return this.#make(TOKEN.number, start);
  }

  /** A quoted text ends with its line at the latest; without its end quote it is `bad`. */
  #quoted(quote: number, start: number, kind: TokenKind): Token {
    const text = this.#text;
    this.#at++;
    for (;;) {
      const c = text.charCodeAt(this.#at);
      if (c === quote) break;
      if (Number.isNaN(c) || c === 10 || c === 13) return this.#make(TOKEN.bad, start);
      if (c === 92 && this.#continuesLine()) this.#skipContinuation();
      else this.#at += c === 92 && this.#at + 1 < text.length ? 2 : 1;
    }
    this.#at++;
    return this.#make(kind, start);
  }

  #directive(): DirectiveToken {
    const { line, col } = this.#here();
    const space = this.#space;
    this.#at++;
    const name = this.#next(true);
    const from = this.#at;
    const tokens: Token[] = [];
    if (name !== null) {
      for (let token = this.#next(true); token !== null; token = this.#next(true))
        tokens.push(token);
    }
    return {
      kind: TOKEN.directive,
      text: name?.text ?? '',
      space,
      file: this.#file,
      line,
      col,
      order: 0,
      tokens,
      rest: this.#text.slice(from, this.#at),
    };
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

  #skipNameParts(): void {
    let c = this.#text.charCodeAt(this.#at);
    while (c < 128 && (CLASS[c] ?? 0) & NAME_PART) c = this.#text.charCodeAt(++this.#at);
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

  #skipLineComment(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end;
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

function isBlank(c: number): boolean {
  return c < 128
    ? ((CLASS[c] ?? 0) & BLANK) !== 0
    : c === 0xa0 || c === 0xfeff || c === 0x3000 || c === 0x200b;
}

function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}
