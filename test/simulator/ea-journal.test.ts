import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { EaJournal } from '../../simulator/ea-journal.ts';
import { temporaryFolder } from './builders.ts';

function newFile(): string {
  return path.join(temporaryFolder(), 'deals.jsonl.journal');
}

test('invariant 1: a request without a result is still sent after a restart', () => {
  const file = newFile();
  const journal = EaJournal.open(file);
  journal.sent('a');
  journal.sent('b');
  journal.result('b', { ok: true, retcode: 10009 });
  journal.close();
  const again = EaJournal.open(file);
  expect(again.journalId).toBe(journal.journalId);
  expect(again.find('a')).toEqual({ state: 'sent' });
  expect(again.find('b')).toEqual({ state: 'result', result: { ok: true, retcode: 10009 } });
  expect(again.find('c')).toEqual({ state: 'absent' });
  expect(() => again.sent('a')).toThrow('"a" is in the journal already');
});

test('invariant 2: the highest lease only grows and outlives the terminal', () => {
  const file = newFile();
  const journal = EaJournal.open(file);
  journal.acceptLease(5);
  journal.acceptLease(3);
  expect(EaJournal.open(file).highestLease).toBe(5);
});

test('another journal has another id', () => {
  expect(EaJournal.open(newFile()).journalId).not.toBe(EaJournal.open(newFile()).journalId);
});

test('a torn last line is dropped, a damaged one is named', () => {
  const file = newFile();
  EaJournal.open(file).sent('a');
  appendFileSync(file, '{"id":"b","sta');
  const journal = EaJournal.open(file);
  expect(journal.find('b')).toEqual({ state: 'absent' });
  journal.sent('c');
  appendFileSync(file, '{"id":"d","state":"lost"}\n');
  expect(() => EaJournal.open(file)).toThrow('line 4 is damaged');
});
