/** What single characters may be, and how far names, numbers and operators reach. */

export const NAME_START = 1;
const NAME_PART = 2;
export const DIGIT = 4;
const BLANK = 8;
/** May stand behind the first character of an operator. */
const OPERATOR_PART = 16;
export const CLASS = new Uint8Array(128);
for (let c = 0; c < 128; c++) {
  const letter = (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;
  if (letter) CLASS[c] = NAME_START | NAME_PART;
  else if (c >= 48 && c <= 57) CLASS[c] = DIGIT | NAME_PART;
  // NUL and the end mark of DOS (26) stand at the end of old files.
  else if (c === 32 || (c >= 9 && c <= 13 && c !== 10) || c === 26 || c === 0) CLASS[c] = BLANK;
}

const LONG_OPERATORS =
  '<<= >>= ... :: ++ -- << >> <= >= == != && || += -= *= /= %= &= |= ^= -> ##'.split(' ');
for (const operator of LONG_OPERATORS) {
  const second = operator.charCodeAt(1);
  CLASS[second] = (CLASS[second] ?? 0) | OPERATOR_PART;
}
const SINGLE_OPERATORS = '+-*/%@=<>!~&|^?:;,.()[]{}#';
/** By the code of its first character: what an operator may be, the longest first, itself last. */
const OPERATORS: readonly (readonly string[])[] = Array.from(CLASS, (_, code) => {
  const single = String.fromCharCode(code);
  if (!SINGLE_OPERATORS.includes(single)) return [];
  return [...LONG_OPERATORS.filter((operator) => operator.startsWith(single)), single];
});

export function isBlank(c: number): boolean {
  return c < 128
    ? ((CLASS[c] ?? 0) & BLANK) !== 0
    : c === 0xa0 || c === 0xfeff || c === 0x3000 || c === 0x200b;
}

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}

const LETTER = /^[\p{L}\p{M}\p{Nd}§]$/u;

/**
 * Whether a character that is not ASCII may stand in a name: MetaEditor takes those of any
 * alphabet, and a generator of programs calls a variable `§`.
 */
export function isForeignLetter(c: number): boolean {
  return c > 127 && LETTER.test(String.fromCharCode(c));
}

/** @returns where the name ends that has begun before `from` */
export function endOfName(text: string, from: number): number {
  let at = from;
  let c = text.charCodeAt(at);
  while (c < 128 ? (CLASS[c] ?? 0) & NAME_PART : isForeignLetter(c)) c = text.charCodeAt(++at);
  return at;
}

/**
 * Numbers are read generously (`1.`, `.5`, `0x1F`, `0b10`, `1e-5`, `2.0f`); their value is checked later.
 * @returns where the number ends that begins at `start`
 */
export function endOfNumber(text: string, start: number): number {
  const second = text.charCodeAt(start + 1) | 32;
  if (text.charCodeAt(start) === 48 && (second === 120 || second === 98))
    return endOfName(text, start + 2);
  let at = start;
  for (;;) {
    const c = text.charCodeAt(at);
    if (c === 46) {
      if (text.charCodeAt(at + 1) === 46) return at;
      at++;
    } else if ((c | 32) === 101) {
      at++;
      const sign = text.charCodeAt(at);
      if (sign === 43 || sign === 45) at++;
    } else if (c < 128 && (CLASS[c] ?? 0) & NAME_PART) at++;
    else return at;
  }
}

/** The longest operator at this place, whose first character is `c`. */
export function operatorAt(text: string, start: number, c: number): string | undefined {
  const operators = OPERATORS[c];
  if (operators === undefined) return undefined;
  const after = text.charCodeAt(start + 1);
  if (operators.length > 1 && after < 128 && (CLASS[after] ?? 0) & OPERATOR_PART)
    return operators.find((operator) => text.startsWith(operator, start));
  return operators[operators.length - 1];
}
