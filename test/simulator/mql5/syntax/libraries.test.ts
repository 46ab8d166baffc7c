/** Declarations as libraries of others write them, in our own words; MetaEditor takes them. */
import { expect, test } from 'vitest';
import { parseSource } from '../../../../simulator/mql5/parse-source.ts';
import { brief, check, parse, source } from '../builders.ts';
import { run } from '../run.ts';

test.each([
  'class A { void virtual f() { } int virtual g() const=0; A *virtual h(); double static s(); int static n; string static const z; };',
  'template<typename T> int A<T>::n=0; template<typename T> A<T> *A<T>::all[]; template<typename K,typename V> static int M<K,V>::a,M<K,V>::b=1;',
  'template<typename S> struct E { template<typename T> struct F { F(string s) { } }; }; struct G : E<int>::F<long> { G() : E<int>::F<long>("g") { } };',
  'void f() { matrix c=a@b+c@d*2; x=(v@m)@n.Transpose(); }',
  '#import "a.dll"\nX f(Y,uint,Z,int &[]); X g(Y&); bool h(Y,string,bool);\n#import\nint k;',
  'class K { A f(B,C); A g(B)=0; static A h(B); }; A f(B b,C *c); A g(a::B b,C); A h(b,1,b*c),i(a::b);',
  'template<typename T> bool f(T a) { typename(a)=="b"; return((typename(T)=="int")&&(typename(a)!="long"))||(typename(T))==g; }',
  'class F { F operator-(int k) { return operator+(-k); } void operator-=(int k) { operator+=(-k); x=operator[](1)*operator!(); } };',
])('%s is MQL5', (text) => {
  expect(brief(parse(text).diagnostics)).toEqual([]);
});

test.each([
  'void f() { each(A<T>*,a,all) if(a) a.g(); LOG_IN }\nvoid g() { FOREVER { f(); } }',
  'EXPORTED int f(int a); API static double g();\nEND_OF_SPACE\nint n; class A { HIDDEN virtual void h(); };',
  'void f(IN int a,OUT const double &b[],A REF(c),const B REF(d)) { }',
  'void f() { SORT(Pair<K,V>,list,key); x=CAST(int*,p); DEFINE(int,y); if(IS(p,A *)) z=NAME_OF(M<int,A<B>>); y=g(a<b,c>d,a*b,a<b); }',
  'class K {\npublic:\n NAMED\n K(int a) { }\n NAMED\n ~K() { }\n NAMED\n virtual K *f() { WARN_OF_IT\n }\n NAMED\n K *g();\n NAMED\nprivate:\n int n;\n NAMED\n};',
  'class A : public BASE(B) { }; void f() { s=TEXT(x) "a" "b"; s="c" TEXT(y) "d"; foreach(A *,a,all) a.f(); }',
  'class A {\n TraitB\n TraitC(x)\n TraitD\n A() { }\n TraitE\n N::L<B,C*> *f();\n TraitF\n virtual B g();\n B\n h(int x)\n { return 1; }\n B\n m_b;\n TraitG\n};',
  'void f() { if(NOT a AND !b or NOT (c OR d)) return; x=a MOD 2 BAND NOT c EQ -1; return NOT a.b(); }',
  'class API A { int n; }; struct PACKED B : public A { }; class EXPORTED(x) C EXTENDS B IMPLEMENTS D { SLOTS:\n int m; };\nclass E : PUBLIC A { }; class F EXTENDS(A) { };',
  'SPACE(S)\nvoid own(f)() { it(int) i=a.b(),j; }\nenum own(E) { own(A)=1 };\ntemplate<typename T>\nclass own(C) {\n T c;\n own(C)(own(C)<T> &o) : c(_(o)) { }\n ~own(C)() { }\n own(C)<T> *d() { return own(C<T>)(c); }\n};\ntemplate<typename T>\nstruct own(D) : public own(C)<T> { };\ntemplate<typename T>\nT own(C)::e() { own(f)(); return c; }\nEND_SPACE',
  'void f(const ARRAY_REF(int,a),const REF(X) b) CONST { }\nenum E { ITEM(A) ITEM(B) C,ITEM(D) };\nclass A { INPUT_OF(A) public: A() NOTHROW : a(1) { } int g() OVERRIDE; };\nGROUP("a") input int n=1;',
  'INPUT ENUM_SIDE a=1; INPUT B c=D; API N::E<F,G<H*>> *i(); API J &k(int l) { }\nclass K { STUB;\n STATIC K *m; VIRTUAL N o(N p) const; };\nvoid q() { CONST K r=s; REGISTER int t=0; FAST N::E *u=NULL; }',
  'class K : public L {\npublic:\n UNIT\n CASE_OF(a) {\n  b();\n }\n CASE_END\n UNIT_END\n _GET(int,c) _GET(int,d)\n Attr(e) };\nvoid g() {\n CHECKED\n LOGGED\n}\nALONE\nWITH(a)\nBEGIN(a) ENDED',
  'void f(IN X &a,OUT const Y *b,In N::T h,INOUT A<B> &c[]) { }',
  'SUITE("a")\nCASE("b")\n A a;\n a.run();\n REQUIRE(a.n(),1)\n for(int i=0;i<2;i++) { x=i; }\n if(x>1) Print("c");\n x[0]=5;\nEND_CASE()\nEND_SUITE()',
])('%s may use macros of a missing file, and is not MQL5 without one', (text) => {
  expect(brief(parse(`#include <Missing.mqh>\n${text}`).diagnostics)).toEqual([]);
  expect(brief(parse(text).diagnostics)).not.toEqual([]);
});

test.each([
  ['enum E { A B };\nvoid f(int a) b { }', ['2,12 133', '2,14 149', '3,15 154']],
  ['void f() { x=not; x=a AND; x=a b; x=Not1 b; }', ['2,23 154', '2,32 154', '2,42 154']],
  ['SUITE("a")\n a.run(;\n b=;\nEND()', ['3,8 157', '4,4 157']],
  ['void f() { x=h(a*); x=h(int,); LOG(a) b }', ['2,29 291', '2,41 154']],
])('even then %s is refused with %j', (text, expected) => {
  expect(brief(parse(`#include <Missing.mqh>\n${text}`).diagnostics)).toEqual(expected);
});

test('a header may say that it lacks what a program defines before it', () => {
  const header = '#ifndef BASE_KNOWN\n#error "include Base.mqh first"\n#endif\nint n;';
  const alone = parseSource({ ...source('', { 'A.mqh': header }), main: 'A.mqh' });
  expect(brief(alone.diagnostics)).toEqual([]);
  const included = '#include "A.mqh"';
  expect(brief(parse(included, { 'A.mqh': header }).diagnostics)).toEqual(['2,1 109']);
  const missing = `#include <Gone.mqh>\n${included}`;
  expect(brief(parse(missing, { 'A.mqh': header }).diagnostics)).toEqual([]);
});

test('what other compilers are told is passed over, but is no MQL5', () => {
  const text = '#pragma once\n#pragma pack(push,1)\nint n;\nvoid OnStart() { Print(n); }';
  expect(brief(parse(text).diagnostics)).toEqual([]);
  expect(check(text)).toEqual(['1,1 109', '2,1 109']);
});

test('words behind the type, static members of templates and operators by name do what they say', () => {
  const text = `class A { public: void virtual f() { Print("A"); } int static n; };
int A::n=3;
class B : public A { public: void virtual f() override { Print("B"); } };
template<typename T> class D { public: static T n; };
template<typename T> T D<T>::n=7;
struct N { int x; void operator+=(int k) { x+=k; } void operator-=(int k) { operator+=(-k); } };
void OnStart() { B b; A *a=&b; a.f(); A::n++; N n={9}; n-=4; Print(A::n,D<int>::n,n.x); }`;
  expect(run(text)).toEqual(['B', '475']);
});

test('the name of a type in parentheses is a text, and no cast', () => {
  const text = `template<typename T> string Kind(T x) {
if((typename(T)=="int")||(typename(x)=="long")) return "whole";
return (typename(T)); }
void OnStart() { Print(Kind(1)," ",Kind(2.5)); }`;
  expect(run(text)).toEqual(['whole double']);
});

test('a method defined outside of its class may leave out `void`, and nothing else', () => {
  const text = `class A { public: int n; void Set(int x); void Show() const; };
A::Set(int x) { n=x; }
A::Show() const { Print(n); }
void OnStart() { A a; a.Set(7); a.Show(); }`;
  expect(run(text)).toEqual(['7']);
  expect(check('class A { public: int f(); };\nA::f() { return 1; }')).toEqual([
    '1,23 270',
    '2,4 163',
  ]);
  expect(check('f() { }')).toEqual(['1,1 116']);
});
