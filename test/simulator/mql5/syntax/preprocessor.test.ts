import { expect, test } from 'vitest';
import { Diagnostics } from '../../../../simulator/mql5/position.ts';
import { preprocess } from '../../../../simulator/mql5/syntax/preprocessor.ts';
import { brief, source } from '../builders.ts';

function expand(
  text: string,
  files: Record<string, string> = {},
): { out: string; problems: string[] } {
  const diagnostics = new Diagnostics();
  const { tokens } = preprocess({ ...source(text, files), tolerateMissing: false }, diagnostics);
  const out = tokens
    .map((token) => token.text)
    .join(' ')
    .trim();
  return { out, problems: brief(diagnostics.list) };
}

test.each([
  ['#define N 5\nN+N', '5 + 5'],
  ['#define N M\n#define M 7\nN', '7'],
  [
    '#define MAX(a,b) ((a)>(b)?(a):(b))\nMAX(1,MAX(2,3))',
    '( ( 1 ) > ( ( ( 2 ) > ( 3 ) ? ( 2 ) : ( 3 ) ) ) ? ( 1 ) : ( ( ( 2 ) > ( 3 ) ? ( 2 ) : ( 3 ) ) ) )',
  ],
  ['#define S(x) #x\nS(a + "b\\n")', '"a + \\"b\\\\n\\""'],
  ['#define C(a,b) a##b\nC(foo,1) C(,x)', 'foo1 x'],
  ['#define X 1\n#define C(a) a##X\n#define D(a) a X\nC(y) D(X)', 'yX 1 1'],
  ['#define F (x)\nF', '( x )'],
  ['#define F(x) x\nF F(2)', 'F 2'],
  ['#define A A+1\nA', 'A + 1'],
  ['#define LONG 1 \\\r\n + 2\r\nLONG', '1 + 2'],
  ['#define N 1\n#undef N\nN', 'N'],
  ['#ifdef X\na\n#else\nb\n#endif', 'b'],
  ['#define X\n#ifdef X\n#ifndef X\na\n#else\nb\n#endif\n#endif', 'b'],
  ["#ifdef X\nit's\n#endif\nok", 'ok'],
  ['#ifdef X\n#if A\n#elif B\n#else\n#endif\n#pragma once\n#endif\nok', 'ok'],
  ['#ifdef X a; #endif\nok', 'ok'],
  ['#define X\n#ifdef X a; #else b; #endif c', 'a ; c'],
  ['a #ifdef X b; #else c; #endif d; }', 'a c ; d ; }'],
  ['#define X\nf(a)#ifdef X ||!b #endif) c', 'f ( a ) || ! b ) c'],
  ['#define X\nreturn #ifdef X a?b: #endif c;', 'return a ? b : c ;'],
  ['{ #ifndef X\n a\n#endif} { #ifdef X a\n#else b; #endif}', '{ a } { b ; }'],
  ['#ifdef X Y\na\n#else X\nb\n#endif X\nc', 'b c'],
  ['a #define N 5\nN', 'a 5'],
  ['#define P(x) [x]\nP(a #ifdef X + b #else\n+ c\n#endif\n) d', '[ a + c ] d'],
  ['#define P(x) [x]\n#ifdef X\nP(a,\n#else\nP(b\n#endif\n) c', '[ b ] c'],
  [
    '#define A(n) _A##n\n#define D(n) class A(n##N){ A(n) *p; A(n##N)(A(n) *q) }\n#define E(n,s) D(C##n) s\nE(x,());',
    'class _ACxN { _ACx * p ; _ACxN ( _ACx * q ) } ( ) ;',
  ],
  ['#define L2 a,b\n#define L3 L2,c\n#define F(n) T(##n)<L##n>\nF(3)', 'T ( 3 ) < a , b , c >'],
  ['#ifndef X // #endif\na\n#else // no\nb\n#endif // X', 'a'],
  ['abc def\r\n\u0000\u001a', 'abc def'],
  ['"a\\\n b" c', '"a\\\n b" c'],
  ['#define N 5\n"N" // N\n/* N */ N', '"N" 5'],
  ['__LINE__\n__LINE__ __FILE__', '1 2 "T.mq5"'],
  ['__COUNTER__ __COUNTER__', '0 1'],
  ['__DATE__', "D'2026.01.02'"],
  [
    '#define extern input\n#define Bars (::B())\nextern int a=Bars;',
    'input int a = ( :: B ( ) ) ;',
  ],
  ['#define EMPTY() x\nEMPTY()', 'x'],
  ['#define LOG()\nLOG((1,2)) LOG(3,4); y', '; y'],
  ['#define A 1 // \\ \r\n + 2 // b\\\n 3\nA // \\\nb', '1 b'],
  ['#define P(a) [a]\nP((1,2))', '[ ( 1 , 2 ) ]'],
])('%j becomes %j', (text, expected) => {
  expect(expand(text)).toEqual({ out: expected, problems: [] });
});

test('the value of a property may go on with strings in the next lines', () => {
  const text = '#property description "a\\n"\n  "b" // c\n"d"\n#property strict\ne';
  const options = { ...source(text), tolerateMissing: false };
  const { tokens, properties } = preprocess(options, new Diagnostics());
  expect(properties.map(({ name, value }) => ({ name, value }))).toEqual([
    { name: 'description', value: '"a\\n" "b" "d"' },
    { name: 'strict', value: '' },
  ]);
  expect(tokens[0]?.text).toBe('e');
});

test('source may go on behind the file name of an include', () => {
  const files = { 'a.mqh': 'a', 'b.mqh': 'b' };
  const text = '#include "a.mqh" x; #include "b.mqh" // y\n#include "a.mqh"z;';
  expect(expand(text, files)).toEqual({ out: 'a x ; b z ;', problems: [] });
});

test('an include is read once, from beside the including file or from the folder Include', () => {
  const files = {
    'lib/a.mqh': '#include "b.mqh"\na',
    'lib/b.mqh': 'b',
    'Include/Trade/t.mqh': 't',
    'beside.mqh': 'main',
  };
  const text =
    '#include "lib\\a.mqh"\n#include "lib/b.mqh"\n#include <Trade\\t.mqh>\n#include "beside.mqh"\nend';
  expect(expand(text, files)).toEqual({ out: 'b a t main end', problems: [] });
});

test.each([
  ['#include <none.mqh>', ['1,1 106']],
  ['#include none', ['1,1 105']],
  ['#define 5', ['1,9 108']],
  ['#if X\n#endif', ['1,1 109', '2,1 372']],
  ['#ifdef X\n', ['1,1 372']],
  ['#endif', ['1,1 372']],
  ['#define F(a b) a', ['1,9 317']],
  ['#define F(a,b) a\nF(1)', ['2,1 318']],
  ['#define N 1\n#define N 2', ['2,1 w30']],
])('%j is reported as %j', (text, expected) => {
  expect(expand(text).problems).toEqual(expected);
});

test('macros that multiply are an error of the source, not endless work', () => {
  const powers = Array.from({ length: 40 }, (_, i) => `#define P${i + 1}(x) P${i}(x x)`);
  const pairs = Array.from({ length: 40 }, (_, i) => `#define Q${i + 1} Q${i} Q${i}`);
  const text = ['#define P0(x) x', '#define Q0', ...powers, ...pairs, 'P40(1) a', 'Q40 b'].join(
    '\n',
  );
  expect(expand(text)).toEqual({ out: 'a b', problems: ['83,1 320', '84,1 320'] });
});
