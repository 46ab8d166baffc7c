import { expect, test } from 'vitest';
import { indexDeclarations } from '../../../../simulator/mql5/api/declarations.ts';
import { LANGUAGE } from '../../../../simulator/mql5/api/language.ts';
import { library } from '../../../../simulator/mql5/api/library.ts';
import { SYMBOL } from '../../../../simulator/mql5/api/symbol.ts';
import { SYSTEM } from '../../../../simulator/mql5/api/system.ts';
import { TERMINAL } from '../../../../simulator/mql5/api/terminal.ts';
import { TRADE } from '../../../../simulator/mql5/api/trade.ts';

test('a declaration is found by each of its names', () => {
  const index = indexDeclarations([
    'enum E { A=1, B };\nenum { C };',
    'struct S { int a; E b; }; const int D=2; const string F;',
    'int g(int a=D); template<typename T> T h(T a); int g(string s,const uchar &b[]);',
  ]);
  expect([...index.keys()]).toEqual(['E', 'A', 'B', 'C', 'S', 'D', 'F', 'g', 'h']);
  expect(index.get('B')).toBe(index.get('E'));
  expect(index.get('g')?.text).toBe('int g(int a=D); int g(string s,const uchar &b[]);');
  expect([index.get('S')?.kind, index.get('C')?.kind, index.get('h')?.kind]).toEqual([
    'type',
    'constant',
    'function',
  ]);
});

test('every name of the library can be declared, and keeps its symbol', () => {
  const { scope, typeNames, functionNames } = library();
  const names = [...indexDeclarations([LANGUAGE, SYMBOL, SYSTEM, TERMINAL, TRADE]).keys()];
  expect(names.length).toBeGreaterThan(900);
  const unknown = names.filter((name) => {
    const symbol = scope.find(name);
    return symbol === undefined || scope.own(name) !== symbol;
  });
  expect(unknown).toEqual([]);
  expect(typeNames).toContain('MqlTick');
  expect(functionNames).toContain('OrderSend');
  expect(scope.find('NoSuchName')).toBeUndefined();
});

test('the overloads of a function are declared together', () => {
  const symbol = library().scope.find('TimeCurrent');
  expect(symbol?.kind === 'functions' ? symbol.list.length : 0).toBe(2);
});

test('all structures are there for a host, named by the program or not', () => {
  const names = library()
    .classes()
    .map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['MqlTick', 'MqlTradeRequest', 'MqlDateTime']));
});
