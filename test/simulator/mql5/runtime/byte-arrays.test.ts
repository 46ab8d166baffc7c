import { expect, test } from 'vitest';
import { Arr } from '../../../../simulator/mql5/runtime/arr.ts';
import { run } from '../run.ts';

const bytes = (...values: number[]): Arr => new Arr(() => 0, [0], true, 'u1').$fill(values);

test('the elements of a uchar array are bytes in memory, those of the other types are not (4)', () => {
  expect(bytes(1, 2).data).toBeInstanceOf(Uint8Array);
  expect(new Arr(() => 0, [2], false, 'u1').data).toBeInstanceOf(Uint8Array);
  expect(new Arr(() => 0, [2], false, 'i1').data).not.toBeInstanceOf(Uint8Array);
});

test('a byte array that grows one by one moves its memory seldom (4)', () => {
  const array = bytes();
  const memories = new Set<ArrayBufferLike>();
  for (let size = 1; size <= 10_000; size++) {
    array.resize(size);
    memories.add((array.data as Uint8Array).buffer);
  }
  expect(memories.size).toBeLessThan(30);
});

test('bytes come in zero when an array grows, in place too and after it shrank', () => {
  const program = `
    uchar b[]={1,2,3,4};
    ArrayResize(b,1); ArrayResize(b,4); Print(b[0],b[1],b[2],b[3]);
    ArrayResize(b,0); ArrayResize(b,2); Print(b[0],b[1]," ",ArraySize(b));
    ArrayFree(b); ArrayResize(b,1); Print(b[0]);`;
  expect(run(`void OnStart(){${program}}`)).toEqual(['1000', '00 2', '0']);
});

test('two empty arrays that grow do not share their bytes', () => {
  const program = `
    uchar a[],b[]; ArrayResize(a,2); ArrayResize(b,2); a[0]=7; Print(b[0]);
    ArrayResize(a,0); ArrayResize(b,0); ArrayResize(a,1); ArrayResize(b,1); b[0]=9; Print(a[0],b[0]);`;
  expect(run(`void OnStart(){${program}}`)).toEqual(['0', '09']);
});

test.each([
  ['b[1]=300', '44'],
  ['b[1]=(uchar)-1', '255'],
  ['b[1]--', '255'],
  ['b[1]+=250; b[1]+=10', '4'],
])('after %s an element is a byte', (statement, expected) => {
  expect(
    run(`void OnStart(){ uchar b[2]; ArrayInitialize(b,0); ${statement}; Print(b[1]); }`),
  ).toEqual([expected]);
});

test('a function changes the bytes and the size of the array that it was handed, and one element', () => {
  const program = `
    void Grow(uchar &x[]) { ArrayResize(x,3); x[2]=5; }
    void Inc(uchar &x) { x++; }
    void Both(uchar &x[],const uchar &y[]) { x[0]=8; Print(y[0]); }
    void OnStart() { uchar b[]={1}; Grow(b); Inc(b[0]); Inc(b[2]); Print(ArraySize(b)," ",b[0],b[2]); Both(b,b); }`;
  expect(run(program)).toEqual(['3 26', '8']);
});

test('a structure that is copied has bytes of its own, whatever becomes of the first', () => {
  const program = `
    struct S { uchar own[]; uchar fixed[2]; };
    void OnStart() {
      S x; ArrayResize(x.own,2); x.own[0]=1; x.fixed[0]=2;
      S y=x; x.own[0]=9; x.fixed[0]=9; ArrayResize(x.own,5);
      Print(y.own[0],y.fixed[0],ArraySize(y.own)); }`;
  expect(run(program)).toEqual(['122']);
});

test('a copy to beyond the end lets a dynamic array grow, and fills one of fixed size as far as it goes', () => {
  const program = `
    uchar b[]={1,1,2},c[]; Print(ArrayCopy(c,b,2,1,WHOLE_ARRAY)," ",ArraySize(c)," ",c[0],c[1],c[2],c[3]);
    uchar d[3]={7,7,7}; Print(ArrayCopy(d,c,0,2)," ",d[0],d[1],d[2]);
    Print(ArrayCopy(d,c)," ",d[2]);
    int i[]; ArrayCopy(i,b); Print(i[2]);`;
  expect(run(`void OnStart(){${program}}`)).toEqual(['2 4 0012', '2 127', '3 1', '2']);
});

test('elements are inserted, removed, swapped and found', () => {
  const program = `
    uchar a[]={1,2,3},b[]={8,9}; Print(ArrayInsert(a,b,1)," ",a[0],a[1],a[2],a[3],a[4]);
    Print(ArrayRemove(a,0,2)," ",ArraySize(a)," ",a[0],a[1],a[2]);
    Print(ArraySwap(a,b)," ",ArraySize(a),ArraySize(b)," ",a[0],b[0]);
    uchar s[]={200,3,100}; ArraySort(s); Print(s[0]," ",s[1]," ",s[2]," ",ArrayBsearch(s,100));`;
  expect(run(`void OnStart(){${program}}`)).toEqual([
    'true 18923',
    'true 3 923',
    'true 23 89',
    '3 100 200 1',
  ]);
});

test.each([
  ['read behind the end', 'uchar b[]; ArrayResize(b,3); int i=3; Print(b[i]);', 3, 3],
  ['written behind the end', 'uchar b[]; ArrayResize(b,3); int i=3; b[i]=1;', 3, 3],
  ['read before the beginning', 'uchar b[]; ArrayResize(b,3); int i=-1; Print(b[i]);', -1, 3],
  [
    'read where it was before it shrank',
    'uchar b[]={1,2,3}; ArrayResize(b,1); int i=2; Print(b[i]);',
    2,
    1,
  ],
  ['handed on from behind the end', 'uchar b[]={1}; int i=1; Inc(b[i]);', 1, 1],
])('an element %s ends the program', (_, statements, index, size) => {
  const program = `void Inc(uchar &x) { x++; }\nvoid OnStart(){ ${statements} }`;
  const [line] = run(program);
  expect(line).toContain(
    `critical: array out of range: index ${String(index)}, size ${String(size)}`,
  );
});

test('an array of fixed size keeps it', () => {
  expect(
    run(
      'void Grow(uchar &x[]) { Print(ArrayResize(x,5)); } void OnStart(){ uchar b[2]; Grow(b); Print(ArraySize(b)); }',
    ),
  ).toEqual(['-1', '2']);
});
