/** Declarations as libraries of others write them, in our own words; MetaEditor takes them. */
import { expect, test } from 'vitest';
import { brief, parse } from '../builders.ts';

test.each([
  'class A { void virtual f() { } int virtual g() const=0; A *virtual h(); double static s(); int static n; string static const z; };',
  'template<typename T> int A<T>::n=0; template<typename T> A<T> *A<T>::all[]; template<typename K,typename V> static int M<K,V>::a,M<K,V>::b=1;',
  'template<typename S> struct E { template<typename T> struct F { F(string s) { } }; }; struct G : E<int>::F<long> { G() : E<int>::F<long>("g") { } };',
])('%s is MQL5', (text) => {
  expect(brief(parse(text).diagnostics)).toEqual([]);
});
