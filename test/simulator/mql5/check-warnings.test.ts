/** Programs that compile, with the warnings that MetaEditor gives, and programs that give none. */
import { expect, test } from 'vitest';
import { check } from './builders.ts';

test.each([
  ['43 double to int', 'void f(double d) { int i=d; Print(i); }', ['1,26 w43']],
  ['43 long to int', 'void f(long l) { int i=l; Print(i); }', ['1,24 w43']],
  ['43 int to uchar', 'void f(int i) { uchar c=i; Print(c); }', ['1,25 w43']],
  ['43 long to double', 'void f(long l) { double d=l; Print(d); }', ['1,27 w43']],
  ['43 double to float', 'void f(double d) { float x=d; Print(x); }', ['1,28 w43']],
  ['43 an argument', 'void g(int i) { Print(i); }\nvoid f(double d) { g(d); }', ['2,22 w43']],
  ['43 a result', 'int f(double d) { return d; }', ['1,26 w43']],
  ['43 a compound assignment', 'void f(double d) { int i=1; i+=d; Print(i); }', ['1,30 w43']],
  [
    '43 no warning with a cast',
    'void f(double d,long l) { int i=(int)d; i=(int)l; Print(i); }',
    [],
  ],
  [
    '43 no warning without loss',
    'void f(int i) { long l=i; double d=i; uint u=i; Print(l,d,u); }',
    [],
  ],
  [
    '44 a constant too large',
    'void f() { uchar c=256; int i=1.5; Print(c,i); }',
    ['1,20 w44', '1,31 w44'],
  ],
  ['45 unsigned against signed', 'void f(uint u,int i) { if(u>i) Print(1); }', ['1,28 w45']],
  ['45 none against a constant', 'void f(uint u,uchar c) { if(u>5 && u>c) Print(1); }', []],
  ['59 a constant that overflows', 'void f() { int i=1000000*1000000; Print(i); }', ['1,25 w59']],
  ['38 never stored', 'void f() { int i; Print(i); }', ['1,25 w38']],
  ['60 stored on one path', 'void f(bool b) { int i; if(b) i=1; Print(i); }', ['1,42 w60']],
  [
    '60 stored in a loop that may not run',
    'void f(int n) { int i; while(n-->0) i=1; Print(i); }',
    ['1,48 w60'],
  ],
  ['38 stored on all paths', 'void f(bool b) { int i; if(b) i=1; else i=2; Print(i); }', []],
  ['38 stored by reference', 'void g(int &i) { i=1; }\nvoid f() { int i; g(i); Print(i); }', []],
  ['38 a path that returned', 'void f(bool b) { int i; if(b) i=1; else return; Print(i); }', []],
  ['61 hides a local', 'void f() { int i=1; { int i=2; Print(i); } Print(i); }', ['1,27 w61']],
  ['62 hides a global', 'int g_i;\nvoid f() { int g_i=1; Print(g_i); }', ['2,16 w62']],
  ['62 a parameter hides a global', 'int x;\nvoid f(int x) { Print(x); }', ['2,12 w62']],
  ['72 hides a member', 'class C { int m; void f() { int m=1; Print(m); } };', ['1,33 w72']],
  ['64 hides a predefined variable', 'void f() { int _Digits=1; Print(_Digits); }', ['1,16 w64']],
  ['66 bool in arithmetic', 'void f(bool b) { int i=b+1; Print(i); }', ['1,25 w66']],
  ['69 an empty if', 'void f(bool b) { if(b); Print(1); }', ['1,23 w69']],
  ['75 a shift too far', 'void f(int i) { Print(i<<64); }', ['1,24 w75']],
  ['80 && inside ||', 'void f(bool a,bool b,bool c) { if(a || b && c) Print(1); }', ['1,37 w80']],
  ['80 none with parentheses', 'void f(bool a,bool b,bool c) { if(a || (b && c)) Print(1); }', []],
  [
    '83 OrderSend unchecked',
    'void f() { MqlTradeRequest q={}; MqlTradeResult r={}; OrderSend(q,r); }',
    ['1,55 w83'],
  ],
  [
    '83 OrderSendAsync unchecked',
    'void f() { MqlTradeRequest q={}; MqlTradeResult r={}; OrderSendAsync(q,r); }',
    ['1,55 w83'],
  ],
  [
    '83 none when checked',
    'void f() { MqlTradeRequest q={}; MqlTradeResult r={}; if(!OrderSend(q,r)) Print(1); }',
    [],
  ],
  ['178 a result not used', 'void f(int i) { i+1; i==2; }', ['1,18 w178', '1,23 w178']],
  ['180 text to number', 'void f(string s) { int i=s; Print(i); }', ['1,26 w180']],
  [
    '181 number to text',
    'void f(int i) { string s=i; s="a"+i; Print(s); }',
    ['1,26 w181', '1,35 w181'],
  ],
  ['31 a local not used', 'void f() { int i=1; }', ['1,16 w31']],
  ['30 a macro redefined', '#define A 1\n#define A 2\nint x=A;', ['2,1 w30']],
])('%s', (_, text, expected) => {
  expect(check(text)).toEqual(expected);
});

test.each([
  'enum E { A=2, B }; void f(E e) { switch(e) { case A: case B: Print(E::A); break; default: break; } int i=e; Print(i,EnumToString(e)); }',
  'struct S { int a; string s; int b[3]; }; S g={1,"x",{1,2,3}}; void f() { S x={}; S y=g; x=y; S z[]; ArrayResize(z,2); z[0]=x; Print(z[0].b[1]); }',
  'class A { public: virtual int f() { return 1; } virtual ~A() { } }; class B : public A { public: int f() override { return A::f()+1; } }; void t() { A *a=new B; Print(a.f()); B *b=dynamic_cast<B*>(a); if(b!=NULL && !CheckPointer(a)) Print(2); delete a; }',
  'template<typename T> T Max(T a,T b) { return a>b?a:b; } void f() { int i=Max(1,2); double d=Max<double>(1,2); Print(i,d); }',
  'template<typename T> class L { T m_d[]; public: void Add(T v) { int n=ArraySize(m_d); ArrayResize(m_d,n+1); m_d[n]=v; } T operator[](int i) const { return m_d[i]; } }; void f() { L<int> l; l.Add(3); Print(l[0]); L<string> s; s.Add("x"); }',
  'typedef int (*F)(int); int g(int a) { return a; } void t() { F f=g; Print(f(1)); if(f!=NULL) f=NULL; }',
  'interface I { void f(int a); }; class C : public I { public: void f(int a) { Print(a); } }; void t() { C c; I *i=&c; i.f(1); I *j=GetPointer(c); j.f(2); }',
  'class C { static int s; public: static int Get() { return ++s; } }; int C::s=0; void f() { Print(C::Get()); }',
  'void f(const string &s,double &d[],MqlTick &t) { Print(s,d[0],t.bid); } void g() { double d[2]; MqlTick t; string s="x"; if(SymbolInfoTick(_Symbol,t)) f(s,d,t); }',
  'int OnInit() { EventSetMillisecondTimer(10); return(INIT_SUCCEEDED); } void OnDeinit(const int reason) { EventKillTimer(); } void OnTick() { }',
  'void f() { long t=AccountInfoInteger(ACCOUNT_LOGIN); ulong m=0x4C53; m=m<<48; Print(t,m,(uint)(m>>32)); datetime d=TimeCurrent()+60; Print(d); }',
  'class C { int m; public: C(int a=1) : m(a) { } C(const C &o) { m=o.m; } int Get() const { return m; } bool operator==(const C &o) const { return m==o.m; } }; C Make() { C c(5); return c; } void f() { C a(1),b; Print(a==b,Make().Get()); }',
  'namespace N { int x=1; int f() { return x; } } void g() { Print(N::f(),N::x); }',
  'union U { long l; uchar b[8]; }; void f() { U u; u.l=5; Print(u.b[0]); }',
  'int F(int a) { for(;;) { if(a>3) return a; a++; } } int G(int a) { while(true) { if(a>2) return 1; a++; } } int H(int a) { switch(a) { case 1: return 1; default: return 2; } }',
  'void f() { int a[2][3]={{1,2,3},{4,5,6}}; for(int i=0;i<2;i++) for(int j=0;j<3;j++) Print(a[i][j]); string p[]; int n=StringSplit("a,b",\',\',p); Print(n); }',
  'class B; class A { B *m; public: void Set(B *b) { m=b; } void Call(); }; class B { public: int x; }; void A::Call() { m.x=1; }',
  '#define SQ(x) ((x)*(x))\n#define NAME(n) Get##n\nint NAME(One)() { return SQ(1); } void f() { Print(GetOne(),__FUNCTION__,__LINE__); }',
  'void f() { uchar b[]; uchar key[]; uchar h[]; StringToCharArray("x",b,0,WHOLE_ARRAY,CP_UTF8); Print(CryptEncode(CRYPT_HASH_SHA256,b,key,h)); int i=MathMin(1,2); double d=MathMax(1.5,i); Print(d); }',
  'struct P { int x; }; struct Q : public P { int y; }; void f(const P &p) { Print(p.x); } void g() { Q q={}; q.x=1; f(q); }',
])('%s is clean', (text) => {
  expect(check(text)).toEqual([]);
});
