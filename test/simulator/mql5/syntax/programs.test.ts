/** Experts, indicators and scripts as others write them, in our own words; MetaEditor takes them. */
import { expect, test } from 'vitest';
import { brief, check, parse } from '../builders.ts';
import { run } from '../run.ts';

test.each([
  'class Б { public: int число; }; Б б; void OnStart() { б.число=5; int é1=б.число+日; }',
  'struct S { string namespace; }; S s; void OnStart() { s.namespace="x"; }',
  'void F(int a,double b=1, /* last */ ); void F(int a,double b=1,) { }',
  'void OnStart() { if(p[]==NULL || all[1][].ready()) p[].run(all[0][]); }',
  'struct V final { double const a,const b; } const v; class K { A *p[],*const q,const *const r,const *s; uint virtual Y() const; } const k(1),*l;',
  'void f() { uint const a{1},const b{2}; X *p{new X(1)}; for(uint i{0},n{2};i<n;++i) { double c{a},d{}; } N::E const e{g()}; MqlTick const t{1,2}; }',
  'class Z { bool a(X*); void b(X&); X *c(X*[],int); virtual void d(Y*,X&[]); }; void e(X*);',
])('%s is MQL5', (text) => {
  expect(brief(parse(text).diagnostics)).toEqual([]);
});

test.each([
  'void f() { if(x) { FAIL("a") } else { LOG("b") RETURN(1) } }',
  'class B {\n GETTER(int,a) SETTER(int,b)\n LOCKED(a) int n;\npublic:\n int m;\n};',
  'input group TITLE\ninput int a=1;\nsinput group OTHER // why\ninput group "x" TITLE\nstring s;',
])('%s may use macros of a missing file', (text) => {
  expect(brief(parse(`#include <Missing.mqh>\n${text}`).diagnostics)).toEqual([]);
  expect(brief(parse(text).diagnostics)).not.toEqual([]);
});

test.each([
  'struct A { } const int b;',
  'void f() { int const a, const; }',
  'void f() { a*{ 1 }; }',
])('%s is refused', (text) => {
  expect(brief(parse(text).diagnostics)).not.toEqual([]);
});

test('an index may be left out where its operator has a default', () => {
  const type = 'class P { int v[]; public: int operator[](int i=0) const { return v[i]; } };';
  expect(check(`${type} void OnStart() { P p; Print(p[]+p[1]); }`)).toEqual([]);
  expect(check('void OnStart() { int a[3]={1,2,3}; Print(a[]); }')).toEqual(['1,43 157']);
});

test('a binary number may be written in quotes', () => {
  expect(run("void OnStart() { Print((B'101'<<1)|B'1'); }")).toEqual(['11']);
  expect(check("int a=B'2';")).toEqual(['1,7 239']);
});

test('a generator of programs calls a variable `§`', () => {
  expect(run('int §=2; void OnStart() { int §b=§*3; §+=§b; Print(§); }')).toEqual(['8']);
  expect(check('int №=2;')).toEqual(['1,5 110']);
});
