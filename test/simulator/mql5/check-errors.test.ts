/** Every error number that a program of ours could meet, each with a place (line,column code). */
import { expect, test } from 'vitest';
import { check } from './builders.ts';

/** A class `C` with one of everything, for cases that need an object. */
const CLASS =
  'class C { int m_p; protected: int m_q; void g(){} public: int m; int f() const { return m; } void h() { m=1; } private: void p(){} };\n';

test.each([
  // Names
  ['256 an undeclared name', 'void f() { x=1; }', ['1,12 256']],
  ['256 an undeclared function', 'void f() { foo(1); }', ['1,12 256']],
  ['256 an undeclared type', 'void f() { Foo x; }', ['1,12 256']],
  ['256 a global used above its declaration', 'void f() { g_x=1; }\nint g_x;', ['1,12 256']],
  ['256 a local after its block', 'void f() { { int x=1; Print(x); } Print(x); }', ['1,41 256']],
  ['124 a local declared twice', 'void f() { int x=1; int x=2; Print(x); }', ['1,25 124']],
  ['124 a global declared twice', 'int a;\ndouble a;', ['2,8 124']],
  ['125 a name used for something else', 'enum E { A };\nclass E { };', ['2,7 125']],
  ['129 a member declared twice', 'struct S { int a; int a; };', ['1,23 129']],
  ['191 an enumerator declared twice', 'enum E { A };\nenum F { A };', ['2,10 191']],
  ['376 two parameters of one name', 'void f(int a,int a) { }', ['1,18 376']],
  ['130 a member that is not there', 'struct S { int a; }; void f() { S s; s.b=1; }', ['1,40 130']],
  ['130 a method that is not there', `${CLASS}void t(C &c) { c.x(); }`, ['2,18 130']],
  ['280 a member of a number', 'void f() { int x=1; x.y=2; }', ['1,23 280']],
  ['370 a static member without definition', 'class C { public: static int s; };', ['1,30 370']],
  // Functions
  ['117 no return at all', 'int f() { }', ['1,11 117']],
  ['117 a path without return', 'int f(int a) { if(a>0) return 1; }', ['1,34 117']],
  [
    '117 a switch without default',
    'int f(int a) { switch(a) { case 1: return 1; } }',
    ['1,48 117'],
  ],
  ['121 return without a value', 'int f() { return; }', ['1,11 121']],
  ['167 a value from void', 'void f() { return 1; }', ['1,12 167']],
  [
    '163 another result type',
    'int f(int a) { return a; }\ndouble f(int b) { return b; }',
    ['2,8 163'],
  ],
  ['165 two bodies', 'void f() { }\nvoid f() { }', ['2,6 165']],
  ['270 a function without a body', 'void f();\nvoid g() { f(); }', ['1,6 270']],
  ['199 too few arguments', 'void f(int a,int b) { }\nvoid g() { f(1); }', ['2,12 199']],
  ['199 too many arguments', 'void g() { Sleep(1,2); }', ['1,12 199']],
  [
    '199 too many for the library',
    'void g() { string s=StringSubstr("a"); Print(s); }',
    ['1,21 199'],
  ],
  [
    '166 no overload fits',
    'struct S { int a; }; void f(int a) { }\nvoid f(string a) { }\nvoid g() { S s; f(s); }',
    ['3,17 166'],
  ],
  [
    '182 two overloads fit alike',
    'void f(uint a) { }\nvoid f(long a) { }\nvoid g() { f(1); }',
    ['3,12 182'],
  ],
  [
    '227 two overloads have the same parameters for this call',
    'void f(int a,int b=1) { }\nvoid f(int a,string s="") { }\nvoid g() { f(1); }',
    ['3,12 227'],
  ],
  ['142 a static array resized', 'void f() { int a[3]; ArrayResize(a,5); }', ['1,22 142']],
  ['277 a default value in front', 'void f(int a=1,int b) { }', ['1,20 277']],
  ['272 const outside of classes', 'void f() const { }', ['1,6 272']],
  ['293 an object by value', `${CLASS}void t(C c) { }`, ['2,10 293']],
  ['293 a structure by value', 'struct S { int a; }; void f(S s) { }', ['1,31 293']],
  ['294 an array by value', 'void f(int a[]) { }', ['1,12 294']],
  ['143 a void parameter', 'void f(void a) { }', ['1,13 143']],
  ['143 a void variable', 'void x;', ['1,1 143']],
  // References
  ['200 a value for a reference', 'void f(int &a) { a=1; }\nvoid g() { f(1); }', ['2,14 200']],
  [
    '200 an expression for a reference',
    'void f(int &a) { a=1; }\nvoid g() { int b=1; f(b+1); }',
    ['2,24 200'],
  ],
  [
    '201 another type for a reference',
    'void f(int &a) { a=1; }\nvoid g() { long b=1; f(b); }',
    ['2,24 201'],
  ],
  [
    '202 a constant for a reference',
    'void f(int &a[]) { a[0]=1; }\nvoid g(const int &b[]) { f(b); }',
    ['2,28 202'],
  ],
  [
    '202 a constant structure for a reference',
    'struct S { int a; }; void f(S &s) { s.a=1; }\nvoid g(const S &s) { f(s); }',
    ['2,24 202'],
  ],
  [
    '246 char[] for uchar[]',
    'void f(const uchar &a[]) { }\nvoid g() { char b[]; f(b); }',
    ['2,24 246'],
  ],
  [
    '246 char[] for uchar[] of a function of the program',
    'void f(uchar &a[]) { a[0]=1; }\nvoid g() { char b[]; f(b); }',
    ['2,24 246'],
  ],
  [
    'char[] for the library, whose samples use it',
    'void g() { char b[]; int n=StringToCharArray("a",b); Print(CharArrayToString(b),n); }',
    [],
  ],
  ['246 a number for an array', 'void f(int &a[]) { }\nvoid g() { int b=1; f(b); }', ['2,23 246']],
  [
    '246 another class',
    `${CLASS}class D { };\nvoid t(C &c) { }\nvoid u(D &d) { t(d); }`,
    ['4,18 246'],
  ],
  // Constants and lvalues
  [
    '177 a constant known while compiling assigned',
    'void f() { const int x=1; x=2; }',
    ['1,28 177'],
  ],
  [
    '189 a constant array element assigned',
    'const int A[2]={1,2}; void f() { A[0]=3; }',
    ['1,38 189'],
  ],
  ['189 an input assigned', 'input int A=1; void f() { A=2; }', ['1,28 189']],
  ['189 a constant parameter assigned', 'void f(const int a) { a=1; }', ['1,24 189']],
  [
    '189 a member of a constant reference',
    'struct S { int a; }; void f(const S &s) { s.a=1; }',
    ['1,46 189'],
  ],
  ['177 no variable to the left', 'void f() { int a=1; a+1=2; }', ['1,24 177']],
  [
    '274 a member in a const method',
    'class C { int m; public: void f() const { m=1; } };',
    ['1,44 274'],
  ],
  [
    '274 the structure itself in a const method',
    'struct S { int m; void f() const { S z={1}; this=z; } };',
    ['1,49 274'],
  ],
  ['279 a non-const method of a constant', `${CLASS}void t(const C &c) { c.h(); }`, ['2,24 279']],
  ['389 a constant without a value', 'const int A;', ['1,11 389']],
  // Access
  ['211 a private member', `${CLASS}void t(C &c) { c.m_p=1; }`, ['2,18 211']],
  ['204 a protected member', `${CLASS}void t(C &c) { c.m_q=1; }`, ['2,18 204']],
  ['214 a private method', `${CLASS}void t(C &c) { c.p(); }`, ['2,18 214']],
  ['264 a protected method', `${CLASS}void t(C &c) { c.g(); }`, ['2,18 264']],
  [
    '351 a member from a static method',
    'class C { int m; static int f() { return m; } };',
    ['1,42 351'],
  ],
  // Types
  [
    '150 a structure added',
    'struct S { int a; }; void f() { S s; int x=s+1; Print(x); }',
    ['1,45 150'],
  ],
  ['150 real numbers and %', 'void f() { double a=1; double b=a%2; Print(b); }', ['1,34 150']],
  ['150 minus of strings', 'void f() { string a="x"; string b=a-"y"; Print(b); }', ['1,36 150']],
  ['150 pointers compared with <', `${CLASS}void t(C *a,C *b) { Print(a<b); }`, ['2,28 150']],
  [
    '252 a cast between strangers',
    'struct S { int a; }; struct T { int b; }; void f() { S s; T t=(T)s; t.b=1; }',
    ['1,63 252'],
  ],
  [
    '302 a structure for a number',
    'struct S { int a; }; void f() { S s; int x=s; Print(x); }',
    ['1,44 302'],
  ],
  ['302 an array assigned', 'void f() { int a[],b[]; a=b; }', ['1,26 302']],
  [
    '302 a number for a pointer',
    `${CLASS}void t() { C *p=5; Print(CheckPointer(p)); }`,
    ['2,17 302'],
  ],
  [
    '302 a pointer to something else',
    `${CLASS}class D { }; void t(D *d) { C *p=d; Print(CheckPointer(p)); }`,
    ['2,34 302'],
  ],
  ['262 a number for an enumeration', 'enum E { A }; void f() { E e=1; Print(e); }', ['1,30 262']],
  [
    '262 one enumeration for another',
    'enum E { A }; enum F { B }; void f() { E e=B; Print(e); }',
    ['1,44 262'],
  ],
  [
    '262 a number for a library enumeration',
    'void f() { Print(AccountInfoDouble(7)); }',
    ['1,36 262'],
  ],
  ['260 a string in switch', 'void f(string s) { switch(s) { default: break; } }', ['1,27 260']],
  ['171 a variable in case', 'void f(int a,int b) { switch(a) { case b: break; } }', ['1,40 171']],
  [
    '172 a case twice',
    'void f(int a) { switch(a) { case 1: break; case 1: break; } }',
    ['1,49 172'],
  ],
  [
    '179 a declaration in case',
    'void f(int a) { switch(a) { case 1: int b=1; Print(b); break; } }',
    ['1,37 179'],
  ],
  ['188 an array size that varies', 'void f(int n) { int a[n]; a[0]=1; }', ['1,23 188']],
  [
    '188 the size of a dynamic array',
    'void f(int &p[3]) { int a[]; int b[ArraySize(a)],c[p.Size()]; b[0]=c[0]; }',
    ['1,36 188', '1,54 188'],
  ],
  ['241 an index on a number', 'void f() { int a=1; a[0]=1; }', ['1,22 241']],
  ['218 an index beyond the array', 'void f() { int a[3]; a[3]=1; }', ['1,24 218']],
  ['186 too many initial values', 'int a[2]={1,2,3};', ['1,10 186']],
  ['242 rows without braces', 'int a[1][2]={1,2};', ['1,5 242', '1,13 186']],
  ['198 a division by zero', 'void f() { int a=1/0; Print(a); }', ['1,19 198']],
  ['253 a pointer to a number', 'int *p;', ['1,1 253']],
  ['285 a structure as input', 'struct S { int a; }; input S s;', ['1,30 285']],
  ['153 break outside of loops', 'void f() { break; }', ['1,12 153']],
  ['210 continue outside of loops', 'void f() { continue; }', ['1,12 210']],
  ['287 a wrong date', "datetime d=D'2020.13.01';", ['1,12 287']],
  // Classes
  ['162 a structure declared ahead', 'struct S;', ['1,8 162']],
  [
    '128 an object of a class only declared',
    'class C; void f() { C c; Print(1); }',
    ['1,21 128', '1,23 128', '1,23 w31'],
  ],
  ['213 a method that was not declared', 'class C { };\nvoid C::f() { }', ['2,9 213']],
  [
    '224 other parameters than declared',
    'class C { void f(int a); };\nvoid C::f(double a) { }',
    ['1,16 270', '2,9 224'],
  ],
  [
    '216 a structure with objects copied',
    'class C { }; struct S { C c; }; void f() { S a,b; a=b; }',
    ['1,52 216'],
  ],
  ['266 a class from a structure', 'struct S { }; class C : public S { };', ['1,32 266']],
  ['267 a structure from a class', 'class C { }; struct S : public C { };', ['1,32 267']],
  ['269 a virtual method of a structure', 'struct S { virtual void f() { } };', ['1,25 269']],
  [
    '328 an array without default constructor',
    'class C { public: C(int a) { } }; void f() { C c[2]; Print(sizeof(c)); }',
    ['1,48 328'],
  ],
  [
    '373 an object returned without copy constructor',
    'class C { }; C f() { C c; return c; }',
    ['1,34 373'],
  ],
  ['374 this outside of classes', 'void f() { Print(CheckPointer(this)); }', ['1,31 374']],
  [
    '383 an abstract class',
    'class C { public: virtual void f()=0; }; void t() { C *c=new C; delete c; }',
    ['1,58 383'],
  ],
  [
    '399 an interface',
    'interface I { void f(); }; void t() { I *i=new I; delete i; }',
    ['1,44 399'],
  ],
  ['398 a member of an interface', 'interface I { int a; };', ['1,19 398']],
  ['401 from a final class', 'class A final { }; class B : public A { };', ['1,37 401']],
  [
    '402 a final method overridden',
    'class A { public: virtual void f() final { } }; class B : public A { public: void f() { } };',
    ['1,83 402'],
  ],
  [
    '404 override of nothing',
    'class A { }; class B : public A { void f() override { } };',
    ['1,40 404'],
  ],
  [
    '265 another result of a virtual method',
    'class A { public: virtual int f() { return 1; } }; class B : public A { public: double f() { return 1; } };',
    ['1,88 265'],
  ],
  [
    '256 a name that no class of the template has',
    'template<typename T> class G { public: struct H { int a; }; }; G<int>::H good; G<int>::I bad;',
    ['1,80 256'],
  ],
  [
    '199 a structure made with the wrong arguments, 305 one without a constructor',
    'struct V { int x; V(int a): x(a) {} }; struct N { int i; };\nvoid t() { V a=V(1,2); a.x=1; N n=N(1); n.i=1; }',
    ['2,16 199', '2,35 305'],
  ],
  ['305 a constructor called', `${CLASS}void t() { C c=C(); c.h(); }`, ['2,16 305']],
  ['237 delete of an object', `${CLASS}void t() { C c; delete c; }`, ['2,17 237']],
  [
    '361 a template that cannot be applied',
    'template<typename T> T f(T a,T b) { return a; } void g() { Print(f(1,"x")); }',
    ['1,66 361'],
  ],
  [
    '364 wrong template parameters',
    'template<typename T> class A { }; A<int,int> a;',
    ['1,28 364'],
  ],
  ['106 an include that is not there', '#include <none.mqh>\nvoid f() { }', ['1,1 106']],
])('%s', (_, text, expected) => {
  expect(check(text)).toEqual(expected);
});

test('what nests deeper than the compiler can go is an error of the source (102)', () => {
  const deep = `${'('.repeat(20_000)}1${')'.repeat(20_000)}`;
  expect(check(`void f() { int x=${deep}; }`)).toEqual(['1,1 102']);
  const long = Array.from({ length: 50_000 }, () => 'a').join('+');
  expect(check(`int f(int a) { return ${long}; }`)).toEqual(['1,5 102']);
});

test('only matrices have the product @', () => {
  expect(check('void f(int a) { Print(a@2); }')).toEqual(['1,24 150']);
});

test('a matrix may be declared with its size', () => {
  const text = 'void f(ulong rows) { matrix m(rows,2); vector v(3); m.Fill(v[0]); m=m@m*(v@v); }';
  expect(check(text)).toEqual([]);
});
