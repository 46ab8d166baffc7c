/** Programs as others write them, in our own words: MetaEditor takes them, and so does `check`. */
import { expect, test } from 'vitest';
import { checkSource } from '../../../simulator/mql5/check-source.ts';
import { brief, source } from './builders.ts';

const FILES = { 'Include/Inner.mqh': 'class CInner { public: void f() { } };' };

test.each([
  [
    '0 and WRONG_VALUE for an enumeration',
    `class K { ENUM_TIMEFRAMES m_frame; public: K() { m_frame=0; } };
void OnStart() { MqlRates r[]; ENUM_TIMEFRAMES t=0; t=WRONG_VALUE; K *k=new K; delete k; Print(CopyRates(NULL,0,0,3,r),PeriodSeconds(0),t); }`,
  ],
  [
    "a constant of a member's value for an enumeration",
    `enum K { One=1, Two }; input K first=1; input ENUM_TIMEFRAMES frame=5;
void OnStart() { K k=2; k=1; Print(k,first,frame,PeriodSeconds(16385)); }`,
  ],
  [
    'a structure set as a whole from within, and from its base',
    `struct A { int x; A():x(1) { } A(const A &o) { this=o; } void reset() { A z; this=z; } };
struct T : public MqlTick { int n; T(const MqlTick &t) { this=t; n=1; } };
void OnStart() { A a; A b(a); b.reset(); MqlTick m={}; T t(m); MqlTick u=t; t=u; Print(b.x,t.n); }`,
  ],
  [
    'several prototypes on one line of two libraries, calls by their file names',
    `#import "first.dll"
int Left(int x); int Right(string s); void Down();
#import "third.dll" int Left(long x); void Up();
#import "folder\\\\second.ex5"
int Left(int x,int y); double Up(double &values[]);
#import
void OnStart() { double d[]; Down(); Print(Left(1),first::Left(1),second::Left(1,2),Right("a"),second::Up(d),Left((long)3)); Up(); }`,
  ],
  [
    'a pointer to a base for one to what is derived from it, when no other function fits better',
    `class A { public: virtual int kind() { return 1; } }; class B : public A { public: int n; };
class L { A *m_all[]; public: A *at(int i) const { return m_all[i]; } };
void take(B *b) { Print(b.n); } void pick(A *a) { a.kind(); } int pick(B *b) { return b.n; }
void OnStart() { L l; B *b=l.at(0); b=l.at(1); take(l.at(0)); pick(l.at(0)); Print(b.n,pick(b)); }`,
  ],
  [
    'arrays of pointers by reference, a method call on the next line',
    `class A { public: virtual int f() { return 1; } };
class B { A* m_all[]; public: void get(A* &all[]) { ArrayResize(all,ArraySize(m_all)); for(int i=0;i<ArraySize(m_all);i++) all[i]=m_all[i]; } };
void OnStart() { B b; A* all[]; b.get(all); for(int i=0;i<ArraySize(all);i++) Print(all[i]
 .f()); }`,
  ],
  [
    'a default argument repeated at the definition, an empty statement behind a body',
    `class A { string m; public: A(string s="",A *next=NULL); void set(const int n=0); };
A::A(string s="",A *next=NULL) { m=s; };
void A::set(const int n=0) { if(n>0) if(m=="") { m+="a"; } else { m+="b"; } }
void OnStart() { A a("x"); a.set(); a.set(1); }`,
  ],
  [
    'a pointer for a value, overloads by pointer, the name of a type as text',
    `template<typename T> bool Free(T *p) { if(CheckPointer(p)!=POINTER_INVALID) delete p; return false; }
template<typename T> bool Free(T p) { return p==p; }
class A {};
void OnStart() { A *a=new A; string name=typename(a); if(StringGetCharacter(name,StringLen(name)-1)=='*') Free(a); Free(5); }`,
  ],
  [
    'pointers to what is constant, which change themselves, and braces around first values',
    `class A { public: int n; A(const int x):n(x) { } }; class B { A *m_all[2],const *m_one; public: B() { m_one=m_all[0]; } const A *one() const { return m_one; } };
const A *last(const A *a,const A *b) { if(b!=NULL) a=b; return a; }
void OnStart() { double const x{1.5},const y{x*2}; A *p{new A(3)}; const A *q; q=p; static const A *r=NULL; r=last(q,p); B b; for(uint i{0},n{2};i<n;++i) Print(x,y,r.n,b.one()==NULL); delete p; }`,
  ],
  [
    'a template that wraps pointers',
    `template<typename T> class Ref { public: T *r; Ref(T *raw=NULL):r(raw) {} Ref(const Ref<T>&o):r(o.r) {} bool operator==(const Ref &o) const {return o.r==r;} T *operator=(T *o) { r=o; return r; } };
class A {};
void OnStart() { A *a=new A; Ref<A> x(a); Ref<A> y(x); if(x==y) Print("same"); delete a; }`,
  ],
  [
    'characters in switch, escapes among them',
    `void OnStart() { ushort c='"'; int v='a'-'A'+10; switch(c) { case '"': case '\\\\': case '/': c=1; break; case 'n': c='\\n'; break; default: c=0; } do { v--; } while(v>0 && v!=5); Print(c,v); }`,
  ],
  [
    'members through this and through the base',
    `class A { protected: int m; public: A(int a):m(a) {} int operator[](int i) const { return i*m; } };
class B : public A { public: B():A(2) {} int run() { return this[3]+A::operator[](1); } };
void OnStart() { B b; Print(b.run(),b[2]); }`,
  ],
  [
    'dates with dots and slashes, the day first, an hour alone',
    `input datetime a=D'2020.01.01 10.30'; void OnStart() { datetime b=D'31/12/2020 23'; Print(a+60<b,D'10:20'<D'',b-a); }`,
  ],
  [
    'a condition and its end in one line, source behind an include',
    `#include <Inner.mqh> CInner inner;
void OnStart() { inner.f();
#ifdef TRACE Print("traced"); #endif
 }`,
  ],
  [
    'statements as macros',
    `#define TRY(x) if(!(x)) { Print(#x," failed at ",__LINE__); return; }
#define CLAMP(A,L,H) ((A)<(L)?(L):((A)>(H)?(H):(A)))
void OnStart() { int a[]={1,2}; TRY(ArraySize(a)==2); TRY(a[0]==1) Print(CLAMP(a[1],0,1)); }`,
  ],
  [
    'static methods and members',
    `class A { public: static bool ready(); static int n; private: static string m_error; static void fail(const string e) { m_error=e; } };
static bool A::ready() { if(n>0) return true; fail("x"); return false; }
int A::n=0; string A::m_error="";
void OnStart() { A::n=1; Print(A::ready()); }`,
  ],
])('%s', (_, text) => {
  const { diagnostics, absent } = checkSource(source(text, FILES));
  expect(brief(diagnostics)).toEqual([]);
  expect(absent).toEqual([]);
});
