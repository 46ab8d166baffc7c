import { expect, test } from 'vitest';
import { brief, parse } from '../builders.ts';

/** Wraps statements into a function. */
const inside = (text: string): string => `void f(){ ${text} }`;

test.each([
  'enum { A, B=5, };',
  'enum E { A }; E e=E::A; ENUM_X x=ENUM_X::Y;',
  'input group "G"\ninput int A=1; sinput string S="a" "b"; input(name="n") double D=1;',
  '#property strict\n#property version "1.0"\nint a,b=2,c[3]={1,2,3,},d[];',
  '#import "a.dll"\nint F(string s,int &x[]);\n#import\n#resource "\\\\x.txt" as string R\n#resource "y.wav"',
  'interface I { void f(int); int g() const; };',
  'class B; class A : public B { private: int m; public: A(void):m(1),B(2){} virtual ~A(){} };',
  'class A { static int s; void f() const; template<typename T> T g(T x){return (T)x;} } a1,*a2;',
  'int A::s=0; void A::f() const {} A::A(int x) : m(x) {} A::~A(void) {}',
  'class A { A *operator+(const A &o); bool operator==(int x) const; int operator[](int i); void operator++(); };',
  'template<typename K,typename V> class M : public IMap<K,V> { V m_v[]; M<K,V> *next; L<L<K>> n; };',
  'template<typename T> void M::Add(const T &v) {} template<typename T> T M<T>::Get(int i) {return m[i];}',
  'struct S pack(sizeof(long)) { int a; }; struct T pack() { int a; };',
  'struct S pack(4) { int a; uchar b[8]; struct T { int c; } t; }; union U { long l; double d; };',
  'typedef double (*F)(double,const string &s); F g_f=NULL;',
  'namespace N { int x=1; namespace M { class K {}; } } N::M::K k;',
  'void F(int &a[],const string s="x",const double &m[][3],ENUM_X e=ENUM_X::Y);',
  'CTrade t("x"),u(5); CTrade *p=NULL; const CFoo c(1,2);',
  'int F(void); bool G(C *p,const C &c,...) { return true; }',
  'struct ABC final { ABC() { } }; struct DEF pack(4) { DEF() { } ~DEF() { } }; class GHI : public ABC { GHI() { } };',
  'HANDLE A::f(int a) { } DWORD L<T>::g() { } POINT p={1,2},*q=NULL,r[3]; POINT h(POINT a,POINT &b); POINT A::x; void i() { HANDLE j=f(1),*k=new HANDLE(1); RECT l(1,2); ABC::DEF m; ABC::n(1); ABC=1; }',
  'void f() { a.b<ENUM_X,long>(x); a.b<Y,int>(x); T v=g<Y,Z>(x),w=a?b.c<Y,Z>(x):y; z=h(a<b,c>d); z=a<b&&c>(d); template_=k<Y>(v); }',
  'class D final : public B { void f() override; void g() final; int h()=0; virtual void i()=NULL; D(const D&)=delete; };',
  'class P { void f(Q &q,const R &r); void g(Q *q,int a); S<int> h(T<int> &t); }; Q f(Q &q); void P::f(Q &q,const R &r) { }',
  'template<> class A<int> { };\nstruct S s; enum ENUM_X e=0; class C *p;',
  'class P { void f();\nEVENT_MAP_BEGIN(P)\nON_EVENT(ON_CLICK,m_b,f)\nEVENT_MAP_END(Q)\nP(void);\n~P(void);\n};',
  'void f() { Print(__FUNCTION__ ": x" "y","a" __FUNCTION__ "b","v" VERSION "w",x<y,__FILE__ "z"); }',
  'inline bool F(const string &s) { return true; } struct S; template<typename T> struct R; int inline_=1;',
  'A *p=O<P<int>>::Get(k) && (x=O<A<B<int>>>::Set(k,new A<B<int>>()))!=NULL;',
  'unsigned int n=0; template<typename T> struct F { unsigned T v; void F(T x) : v(x) {}; F *F2() { return NULL; } }; class U { unsigned m; unsigned long F(const unsigned char &c[],unsigned int i=0) { for(unsigned int k=0;k<i;k++) { uint z=(unsigned int)k; } return 0; } };',
  'void f() { x=o.Get<P*>(1).Get<Q>(); y=Make<Q>()+N::Make<A<B>>(2); for(It<int,Ref<T>> i=t.Begin();i.Ok();++i) { } s=((C*)NULL).Parse(a); }',
  "color c=C '0x3B,0x29,0x28'; datetime d=D '2020.01.01';",
  'class c { public: static int v; }; int c::v; void f() { c::v=1; if(c::v>0) P *p=new P(); }',
  'double F() { return(Abs(m)).Max(); } void g(int,double=1,T *&p,T *&a[],const T *const &q,T const &r);',
  'M(); EVENT_MAP_BEGIN(CDialog)\nON_EVENT(ON_CLICK,m_button,OnClick)\nEVENT_MAP_END(CApp)\n#include <Missing.mqh>\n',
  'struct complex { double re; complex(void); complex operator+(const complex &r); }; complex::complex(void):re(0) {} complex complex::operator+(const complex &r) { complex t; return(t); } complex F(complex &z[],const complex &c);',
  'class A { E<K,V>m_e; S<K>m_s; int m; A(C<K>*c=NULL,bool o=false):m_s((c==NULL)?(new G<K>()):c,&m_e),m(o?1:0){} I<K,V>*all() {return new I<K,V>(&m_e);} bool Fill(L<K>&into) const; };',
  '#define ATTR(T,N) \\\npublic:\\\n T Get##N() const {return m_##N;}\\\nprivate:\\\n T m_##N\\\n\nclass A { ATTR(int,Count); ATTR(string,Name); };',
  '#define RUN_BEGIN(N) class Run##N {\\\n public: Run##N() {\n#define RUN_END(N) } } run##N;\nRUN_BEGIN(Foo) Print(1); RUN_END(Foo)',
  'template<typename T> class A { static bool Is(const A*) {return true;} static bool Is(const void*) {return false;} static S<T> Copy(void *o) {return (S<T>());} W<T> Weak() {return m;} W<T> m; }; template<typename T> bool IsA(const T *p) {return A<T>::Is(p);}',
  'template<typename R,typename F> class A { A(const A &o){this=o;} A* operator=(const A &o){ m_f=o.m_f; return &this; } template<typename P> R Get(P p) const { ((A*)&this).m_r=m_f(p); return m_r; } F m_f; R m_r; };',
  'template<typename T1,typename T2,typename _T2_> class A: public B { T1 Group; T2 Symbol; T2 v; virtual _T2_ _v_(){return(_T2_)0;\nreturn NULL;\n} virtual void back(int r) {return;} public: A() { Group=(string)""; Symbol=(T2)5; } }; class A0: public A<string,double,int> { void back(int r) {::Print(r);} }; A0 a0; A0 *as[2];',
  'struct S { uchar a; } one;\n//---\nstruct T { string s; ulong d[]; } two; class A : public I { A(uchar &b[]); ~A(); }; A::A(uchar &b[]) {};',
  'sinput group "A";\nsinput group "B"\ninput string ____=" ";\n#resource "\\\\a.bmp";\n#define P "b.bmp"\n#resource "\\\\" + P\nint x;',
])('%s is MQL5', (text) => {
  expect(brief(parse(`#include <Missing.mqh>\n${text}`).diagnostics)).toEqual([]);
});

test.each([
  'a=b?c:d?e:f; a+=b<<=1; x=(a,b);',
  'int a=(int)1.5,b=-(int)x,c=int(2.5); double d=(a)-b+(c)*a; e=(E)(a+1); e=(E)-1; p=(C*)q;',
  'if(a<b && c>d) x=1; else if(y) ; else { z(); }',
  'for(int i=0,j=9;i<j;i++,j--) if(i==3) continue; else break; for(;;) {} for(i=0;;i++);',
  "switch(a) { case 1: case E::B: { int q; } break; default: x++; case (int)'a': y--; }",
  'do x++; while(x<3); while(true) { return; }',
  'C *p=new C(1,2),*q=new C; delete p; delete(q); delete a[1]; a[i++][j]=(*p).x.y[1].z(); p.B::f();',
  'C *p; C<int> list; C<C<int>> nested; N::C obj; C &r=obj; U unknown; U *u2=NULL; U arr[];',
  'a*b; a<b>(c); a=b*c; f(a<b,c>d); F<int>(x); C<int>::S(); ::Print(1);',
  "datetime d=D'2015.01.01 00:00'; d=D''; color c=C'0x10,2,3'; ushort u='\\x41'; u='\\'';",
  'string s="a" "b" "\\"q\\\\"; Print(__FUNCTION__,s[0]);',
  'MqlTradeRequest r={}; int k[2][3]={{1,2},{4}}; S s={1,{2,3},"x"}; double v=.5+1.+1e-5+0x1F+0b101;',
  'const int k=5; static const double z[2]={1,2}; static C obj; int final=1,group=2,interface_=3;',
  'matrix m(2,2); vector v={1,2}; m=matrix::Zeros(2,2); n=sizeof(int)+sizeof(x)+sizeof(A<int>);',
  's=typename(T); b=dynamic_cast<C*>(p); if(!p || CheckPointer(&o)!=1) x=&o;',
  'struct L { int a; } l; enum { X1 }; l.a=X1; union { int i; uint u; } w;',
  'on ? flags|=4 : flags&=~4; m=(on ? 1 : 2)|(uchar) ~3; while(1) { break; }; q=(uchar)(s >> 8) & 255;',
  'for(uint b=0;b<n;i++) { switch(p[i]) { case ID : { int l=1; } break; case ID2: { } break; default: break; }; } for(;i<n;i++) {} all[i]\n.f();',
])('the statements %s are MQL5', (text) => {
  expect(brief(parse(inside(text)).diagnostics)).toEqual([]);
});

test.each([
  'void f() { p ARROW a ARROW b=NULL; if(!p ARROW gone) delete p ARROW a; x=q ARROW Get(1); }',
  'class K { ARRAY(double,a);\nARRAY(int,b)[3];\nREF_TO(string) Name() { return ""; } Trait { return 1; } };',
  'void f(ARRAY_REF(int,a),REF_TO(string) s,const REF(X) y,int z=0) { }',
  'void f() { foreach(int,list) { x=it.current(); } FOREACH(i,list) x+=i; }',
  'TEST(Name,Other) { Print(1); }\nDECLARE(x)\nint a;',
])('%s may use macros of a missing file, and is not MQL5 without one', (text) => {
  expect(brief(parse(`#include <Missing.mqh>\n${text}`).diagnostics)).toEqual([]);
  expect(brief(parse(text).diagnostics)).not.toEqual([]);
});

test.each([
  ['int a', ['1,6 161']],
  [inside('x=1'), ['1,15 154']],
  [inside('x=;'), ['1,13 157']],
  [inside('if x) y;'), ['1,14 132']],
  [inside('f(1,);'), ['1,15 291']],
  [inside('f(1;'), ['1,14 176']],
  [inside('else x;'), ['1,11 183']],
  [inside('case 1: x;'), ['1,11 184']],
  [inside('do x; y'), ['1,17 236']],
  [inside('x=a?b;'), ['1,16 123']],
  [inside('int 5;'), ['1,15 149']],
  [inside('x="abc;\n'), ['1,13 112']],
  [inside("x='a;\n"), ['1,13 114']],
  [inside('x=a ` b;'), ['1,15 110']],
  ['void f() { x(); ', ['1,10 133']],
  ['x=5;', ['1,2 228']],
  ['Foo(int a) { }', ['1,1 116']],
  ['return;', ['1,1 175']],
  ['class A { virtual void f()=5; };', ['1,28 381']],
  ['C **p;', ['1,4 250']],
  ['class A { int operator foo(int x); };', ['1,24 352']],
  ['A::A() : m(1);', ['1,14 330']],
  ['}', ['1,1 149']],
  [`${inside('x=;')}\n${inside('y=;')}`, ['1,13 157', '2,13 157']],
])('%s is refused with %j', (text, expected) => {
  expect(brief(parse(text).diagnostics)).toEqual(expected);
});
