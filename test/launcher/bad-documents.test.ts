/** The invariants of launcher/bad-documents.ts. */
import { expect, test } from 'vitest';
import { parseAccounts } from '../../db/account-checks.ts';
import { AlarmDesk } from '../../launcher/alarm-desk.ts';
import { BadDocuments, whyNobody } from '../../launcher/bad-documents.ts';

const good = { name: 'S', type: 'SLAVE', path: 'simulator', enabled: true };
const bad = { ...good, slippage_tolerance: '50' };

function watch(only: readonly string[] | null = null) {
  const desk = new AlarmDesk(() => undefined);
  const documents = new BadDocuments(desk, only);
  const look = (document: Record<string, unknown>, ...running: string[]) => {
    documents.look(parseAccounts([document]), new Set(running));
    return desk.standing.map(({ code, account, detail }) => `${code} ${account}: ${detail}`);
  };
  return { desk, look };
}

test('an edit with a mistake is an alarm until it is mended: the node goes on as before', () => {
  const { desk, look } = watch();
  const words = 'slippage_tolerance is "50", expected a whole number of points, 0 or more';
  expect(look(good, 'S')).toEqual([]);
  expect(look(bad, 'S')).toEqual([`DOCUMENT_WRONG S: it goes on as before the edit: ${words}`]);
  expect(desk.standing[0]?.wayOut).toContain('`lockstep doctor S`');
  expect(look(good, 'S')).toEqual([]);
});

test('an account that is not started because of a mistake is an alarm too', () => {
  const { look } = watch();
  expect(look(bad)).toEqual([expect.stringContaining('DOCUMENT_WRONG S: it is not started: ')]);
});

test('a disabled document’s mistake is none, unless its node runs (invariant 2)', () => {
  const { look } = watch();
  expect(look({ ...bad, enabled: false })).toEqual([]);
  expect(look({ ...bad, type: 'slave', enabled: false })).toEqual([]);
  expect(look({ ...bad, enabled: false }, 'S')).toHaveLength(1);
});

test('an account that --only leaves out is nobody’s business (invariant 2)', () => {
  expect(watch(['M']).look(bad)).toEqual([]);
  expect(watch(['S']).look(bad)).toHaveLength(1);
});

test('a mistake that does not keep the document from being used is no alarm', () => {
  expect(watch().look({ ...good, masters: ['Nobody'] }, 'S')).toEqual([]);
});

test.each([
  ['no enabled account: add one with `lockstep accounts add`', []],
  ['no enabled account: add one', [{ ...good, enabled: false }]],
  ['no enabled account: add one', [{ ...bad, enabled: false }]],
  ['no enabled account without mistakes: mend S (`lockstep doctor`', [bad, bad]],
])('who has nobody to serve is told %s', (words, documents) => {
  expect(whyNobody(parseAccounts(documents))).toContain(words);
});
