/** What the journal of requests keeps, for how long, and whose it is: docs/ea-protocol.md, Requests. */
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fileFunctions } from '../../simulator/mql5/runtime/files.ts';
import type { LibraryFunction } from '../../simulator/mql5/runtime/host.ts';
import { temporaryFolder } from '../simulator/temporary-folder.ts';
import { eaClock, eaPart } from './ea-part.ts';

const [ABSENT, SENT, RESULT] = [0, 2, 3];
const FILE = 'account.journal';
const HOUR_MS = 3_600_000;
const FILE_WRITE = 2;
/** So many others are kept beside the opens. */
const BRIEF_MAX = 40_000;

const PROGRAM = `
#include <Lockstep/Journal.mqh>
CJournal ExtJournal;
bool   Open(const string fresh)   { return(ExtJournal.Open("${FILE}",fresh)); }
bool   Take(const string fresh)   { return(ExtJournal.Take(fresh)); }
void   Release(void)              { ExtJournal.Release(); }
void   Heal(const string fresh)   { ExtJournal.Heal(fresh); }
bool   IsHealthy(void)            { return(ExtJournal.IsHealthy()); }
string Id(void)                   { return(ExtJournal.Id()); }
bool   MarkSent(const string id)  { return(ExtJournal.MarkSent(id)); }
bool   MarkBrief(const string id) { return(ExtJournal.MarkBrief(id)); }
void   Reply(const string id)     { ExtJournal.StoreReply(id,"{\\"ok\\":true}"); }
string Replied(const string id)   { return(ExtJournal.Reply(id)); }
int    Search(const string id)    { return(ExtJournal.SearchState(id)); }
void   Fill(const string id,const string reply) { ExtJournal.StoreReply(id,reply); }
void   Modify(const int from,const int to)
  {
   for(int i=from; i<to; i++)
     {
      ExtJournal.MarkBrief("modify/"+IntegerToString(i));
      ExtJournal.StoreReply("modify/"+IntegerToString(i),"{}");
     }
  }
`;

/** A journal that was opened, and taken if it could be, by one EA of the terminal with these files. */
function journal(folder: string, fresh = 'a'.repeat(16), clock = eaClock()) {
  const files = fileFunctions({ own: folder, common: folder, fail: () => undefined });
  const rewrites: unknown[] = [];
  const other = { holds: false, reads: 0 };
  const FileMove: LibraryFunction = (...args: readonly unknown[]) => {
    rewrites.push(args);
    return !other.holds && files['FileMove']?.(...args);
  };
  const FileOpen: LibraryFunction = (name: string, flags: number, ...rest: readonly unknown[]) =>
    other.holds && name === FILE && (flags & FILE_WRITE) !== 0
      ? -1
      : files['FileOpen']?.(name, flags, ...rest);
  const FileReadArray: LibraryFunction = (...args: readonly unknown[]) => {
    other.reads += 1;
    return files['FileReadArray']?.(...args);
  };
  const { call } = eaPart(PROGRAM, { ...files, FileMove, FileOpen, FileReadArray }, clock);
  call('Open', fresh);
  return { call, clock, rewrites, other };
}

function taken(folder = temporaryFolder(), clock = eaClock()) {
  const own = journal(folder, 'a'.repeat(16), clock);
  expect(own.call('Take', 'b'.repeat(16))).toBe(true);
  return { ...own, folder, file: path.join(folder, FILE) };
}

const openLine = (number: number): string =>
  `{"id":"open/${String(number)}","at":${String(eaClock().ms / 1_000)},"state":"sent"}\n`;

test('a journal that is full of modifications and closes blocks no opens, and never denies what left', () => {
  const { call, folder, clock } = taken();
  call('MarkSent', 'open/1');
  call('Modify', 0, BRIEF_MAX);
  expect(call('IsHealthy')).toBe(true);
  expect(call('Search', 'close-part/1')).toBe(ABSENT);
  expect(call('MarkBrief', 'close-part/1')).toBe(true);
  expect(call('Search', 'close-part/1')).toBe(SENT);
  expect(call('MarkSent', 'open/2')).toBe(true);
  const { call: again } = taken(folder, clock);
  expect(again('Search', 'close-part/1')).toBe(SENT);
  expect(again('Search', 'open/2')).toBe(SENT);
});

test('when many are kept, what was answered and opens nothing gives way after an hour', () => {
  const { call, clock, rewrites, file } = taken();
  call('MarkSent', 'open/1');
  call('Reply', 'open/1');
  call('MarkBrief', 'close-part/1');
  call('Modify', 0, 30_000);
  const size = statSync(file).size;
  rewrites.length = 0;
  for (let seconds = 0; seconds < 3_500; seconds += 10) {
    clock.ms += 10_000;
    call('Heal', '');
  }
  expect(rewrites).toEqual([]);
  expect(call('Search', 'modify/1')).toBe(RESULT);
  call('Modify', 30_000, 30_010);
  clock.ms += 160_000;
  call('Heal', '');
  expect(rewrites).toHaveLength(1);
  expect(statSync(file).size).toBeLessThan(size / 100);
  expect(
    ['modify/1', 'modify/30001', 'open/1', 'close-part/1'].map((id) => call('Search', id)),
  ).toEqual([ABSENT, RESULT, RESULT, SENT]);
  expect(call('MarkBrief', 'close-part/2')).toBe(true);
  expect(readFileSync(file, 'utf8')).toContain('close-part/2');
});

test('a file that grows though few are kept is written anew long before it is too large to be read', () => {
  const { folder, call, clock, rewrites, file } = taken();
  call('MarkSent', 'open/1');
  const reply = JSON.stringify({ text: 'x'.repeat(6 * 2 ** 20) });
  const fill = (count: number): void => {
    for (let at = 0; at < count; at += 1) call('Fill', 'modify/1', reply);
    call('Fill', 'modify/1', '{}');
    clock.ms += 60_000;
    call('Heal', '');
  };
  rewrites.length = 0;
  fill(1);
  expect(rewrites).toEqual([]);
  fill(8);
  expect(rewrites).toHaveLength(1);
  expect(statSync(file).size).toBeLessThan(1_000);
  const { call: next } = taken(folder, clock);
  expect([next('Search', 'open/1'), next('Search', 'modify/1')]).toEqual([SENT, RESULT]);
});

test('while few are kept everything stays for seven days', () => {
  const { folder, call, clock } = taken();
  call('Modify', 0, 2);
  clock.ms += 167 * HOUR_MS;
  call('Heal', '');
  const { call: later } = taken(folder, clock);
  expect(later('Search', 'modify/1')).toBe(RESULT);
  clock.ms += 2 * HOUR_MS;
  const { call: last } = taken(folder, clock);
  expect(last('Search', 'modify/1')).toBe(ABSENT);
});

test('a line that was torn before the terminal knew the time counts for seven days, and not for ever', () => {
  const { folder, file, call } = taken();
  call('MarkSent', 'open/1');
  appendFileSync(file, '{"id":"op');
  const unknown = { ms: 0 };
  expect(taken(folder, unknown).call('Search', 'open/2')).toBe(SENT);
  const clock = eaClock();
  expect(taken(folder, clock).call('Search', 'open/2')).toBe(SENT);
  clock.ms += 167 * HOUR_MS;
  expect(taken(folder, clock).call('Search', 'open/2')).toBe(SENT);
  clock.ms += 2 * HOUR_MS;
  expect(taken(folder, clock).call('Search', 'open/2')).toBe(ABSENT);
});

test('of two torn lines whose ids have nothing in common any id may be one, also after a restart', () => {
  const { folder, file, call } = taken();
  call('MarkSent', 'open/1');
  appendFileSync(file, '{"id":"modify/\n{"id":"open/2');
  expect(taken(folder).call('Search', 'close/1')).toBe(SENT);
  expect(taken(folder).call('Search', 'close/1')).toBe(SENT);
});

test('no open leaves without an entry: a journal that is full of them blocks the next', () => {
  const { folder, file } = taken();
  const lines = Array.from({ length: 50_000 }, (_, at) => openLine(at));
  writeFileSync(file, `{"journalId":"${'c'.repeat(16)}"}\n${lines.join('')}`);
  const { call } = taken(folder);
  expect(call('IsHealthy')).toBe(false);
  expect(call('MarkSent', 'open/new')).toBe(false);
  expect(call('Search', 'open/new')).toBe(SENT);
});

test('a journal that cannot be read denies nothing, and another one begins once it is moved away', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, FILE);
  mkdirSync(file);
  const { call } = journal(folder);
  expect(call('Take', 'b'.repeat(16))).toBe(false);
  expect([call('Id'), call('Search', 'open/1'), call('IsHealthy')]).toEqual([
    'unreadable',
    SENT,
    false,
  ]);
  call('MarkBrief', 'close/1');
  call('Heal', 'c'.repeat(16));
  expect([call('Id'), call('Search', 'open/1')]).toEqual(['unreadable', SENT]);
  renameSync(file, `${file}.damaged`);
  call('Heal', 'd'.repeat(16));
  expect([call('Id'), call('Search', 'open/1'), call('IsHealthy')]).toEqual([
    'd'.repeat(16),
    ABSENT,
    true,
  ]);
  expect(call('Search', 'close/1')).toBe(SENT);
});

test('a journal that can be read again goes on under its id', () => {
  const { folder, file, call } = taken();
  call('MarkSent', 'open/1');
  renameSync(file, `${file}.away`);
  mkdirSync(file);
  const { call: next } = journal(folder, 'e'.repeat(16));
  next('Take', 'f'.repeat(16));
  expect(next('Search', 'open/2')).toBe(SENT);
  rmSync(file, { recursive: true });
  renameSync(`${file}.away`, file);
  next('Heal', '0'.repeat(16));
  expect([next('Id'), next('Search', 'open/1'), next('Search', 'open/2')]).toEqual([
    'a'.repeat(16),
    SENT,
    ABSENT,
  ]);
});

test('an EA that takes over knows what the other one wrote after it had started', () => {
  const { folder, call: first } = taken();
  const { call: spare } = journal(folder);
  spare('Release');
  first('MarkSent', 'open/1');
  spare('Heal', 'b'.repeat(16));
  first('MarkSent', 'open/2');
  first('Release');
  expect(spare('Take', 'b'.repeat(16))).toBe(true);
  spare('Reply', 'open/1');
  spare('MarkSent', 'open/3');
  const known = (call: typeof first): unknown[] =>
    [1, 2, 3, 4].map((at) => call('Search', `open/${String(at)}`));
  expect(known(spare)).toEqual([RESULT, SENT, SENT, ABSENT]);
  // The first one has its handle no more, or an old one.
  first('Take', 'c'.repeat(16));
  expect(known(first)).toEqual([RESULT, SENT, SENT, ABSENT]);
  expect([first('Id'), spare('Id')]).toEqual(['a'.repeat(16), 'a'.repeat(16)]);
});

test('an EA that was never told of the other one reads what that one wrote, too', () => {
  const { folder, call: first } = taken();
  first('MarkSent', 'open/1');
  const { call: second } = taken(folder);
  second('MarkSent', 'open/2');
  second('Release');
  expect(first('Take', 'c'.repeat(16))).toBe(true);
  expect(first('Search', 'open/2')).toBe(SENT);
});

test('an EA writes to the file that has the name, not to one that another EA has replaced', () => {
  const { folder, call: first } = taken();
  first('MarkSent', 'open/1');
  // Nothing but the file itself is another one now.
  const { call: second } = taken(folder);
  second('Release');
  expect(first('Take', 'c'.repeat(16))).toBe(true);
  first('MarkSent', 'open/2');
  const { call: third } = taken(folder);
  expect([1, 2].map((at) => third('Search', `open/${String(at)}`))).toEqual([SENT, SENT]);
});

test('a journal that another EA holds is read once, and again when it is free', () => {
  const { folder, call: first } = taken();
  first('MarkSent', 'open/1');
  const { call, other } = journal(folder);
  other.holds = true;
  expect(call('Take', 'b'.repeat(16))).toBe(false);
  expect([call('Search', 'open/1'), call('Id')]).toEqual([SENT, 'a'.repeat(16)]);
  other.reads = 0;
  call('Heal', 'c'.repeat(16));
  expect([call('IsHealthy'), call('Search', 'open/2'), other.reads]).toEqual([false, SENT, 0]);
  first('MarkSent', 'open/2');
  other.holds = false;
  call('Heal', 'd'.repeat(16));
  const found = [2, 3].map((at) => call('Search', `open/${String(at)}`));
  expect([call('IsHealthy'), ...found]).toEqual([true, SENT, ABSENT]);
});

test('an answer that only this EA knows outlasts its look into the file', () => {
  const { folder, call } = taken();
  call('MarkSent', 'open/1');
  call('Release');
  call('Reply', 'open/1');
  call('Take', 'c'.repeat(16));
  expect([call('Search', 'open/1'), call('Replied', 'open/1')]).toEqual([RESULT, '{"ok":true}']);
  const { call: next } = taken(folder);
  expect(next('Search', 'open/1')).toBe(RESULT);
});

test('nobody whom no node has welcomed writes the journal', () => {
  const { folder, call: first, file } = taken();
  first('MarkSent', 'open/1');
  const before = statSync(file);
  const { call: second, rewrites } = journal(folder);
  second('Heal', 'b'.repeat(16));
  expect(second('MarkSent', 'open/2')).toBe(false);
  expect([rewrites.length, statSync(file).ino]).toEqual([0, before.ino]);
});
