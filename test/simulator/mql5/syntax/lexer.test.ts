import { expect, test } from 'vitest';
import { lex } from '../../../../simulator/mql5/syntax/lexer.ts';

function words(text: string): string[] {
  return lex(text, 'X.mq5').map(({ text: word }) => word);
}

test.each([
  ['1e-5+2.0f*.5-0x1Fu/1E+3', ['1e-5', '+', '2.0f', '*', '.5', '-', '0x1Fu', '/', '1E+3']],
  ['1.e5;a[1..2]', ['1.e5', ';', 'a', '[', '1', '.', '.2', ']']],
  ['0b101u-1', ['0b101u', '-', '1']],
  ['a<<=b>>=c', ['a', '<<=', 'b', '>>=', 'c']],
  ['a<b>>c->d::e', ['a', '<', 'b', '>>', 'c', '->', 'd', '::', 'e']],
  ['x+++y--&&!z||w', ['x', '++', '+', 'y', '--', '&&', '!', 'z', '||', 'w']],
  ['(a=-b)*=~c', ['(', 'a', '=', '-', 'b', ')', '*=', '~', 'c']],
  ["C'1,2,3' D'2020.01.01' B'101' CD'a'", ["C'1,2,3'", "D'2020.01.01'", "B'101'", 'CD', "'a'"]],
  ['"a\\"b" \'\\\'\'', ['"a\\"b"', "'\\''"]],
  ['"open\nnext', ['"open', 'next']],
  ['a/b//c\n/*d\n*/e', ['a', '/', 'b', 'e']],
  ['a $ b é', ['a', '$', 'b', 'é']],
])('%s', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

test('lines and columns count from 1, whatever ends a line', () => {
  const places = lex('a\r\n  b\rc /*\n*/ d \\\n e', 'X.mq5').map(
    ({ text, line, col, space }) => `${text} ${String(line)}:${String(col)} ${String(space)}`,
  );
  expect(places).toEqual(['a 1:1 false', 'b 2:3 true', 'c 3:1 true', 'd 4:4 true', 'e 5:2 true']);
});

test('what follows a directive in its line is its own', () => {
  const [define, after] = lex('#define A 1 \\\n +2 // why\nB', 'X.mq5');
  expect(define).toMatchObject({ text: 'define', line: 1, col: 1 });
  expect((define as { tokens?: unknown }).tokens).toMatchObject([
    { text: 'A' },
    { text: '1' },
    { text: '+' },
    { text: '2' },
  ]);
  expect(after).toMatchObject({ text: 'B', line: 3 });
});
