/** What single characters may be, and which of them together are operators. */

export const NAME_START = 1;
export const NAME_PART = 2;
export const DIGIT = 4;
const BLANK = 8;
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
/** By the code of its first character: what an operator may be, the longest first, itself last. */
export const OPERATORS: (readonly string[] | undefined)[] = [];
for (const single of '+-*/%=<>!~&|^?:;,.()[]{}#') {
  OPERATORS[single.charCodeAt(0)] = [
    ...LONG_OPERATORS.filter((operator) => operator.startsWith(single)),
    single,
  ];
}

export function isBlank(c: number): boolean {
  return c < 128
    ? ((CLASS[c] ?? 0) & BLANK) !== 0
    : c === 0xa0 || c === 0xfeff || c === 0x3000 || c === 0x200b;
}

export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57;
}
