import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { DealList, readDeals } from '../../../simulator/broker/deal-list.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { dealOf } from './builders.ts';

function newFile(): string {
  return path.join(temporaryFolder(), 'sub', 'deals.jsonl');
}

test('a list that is opened again has its deals and positions', () => {
  const file = newFile();
  const list = DealList.open(file);
  list.append(dealOf());
  list.close();
  const again = DealList.open(file);
  expect(again.deals).toEqual([dealOf()]);
  expect(again.position('9000000000')).toMatchObject({ volume: '0.03' });
  expect(readDeals(file)).toEqual([dealOf()]);
});

test('a deal that breaks a rule is not written', () => {
  const file = newFile();
  const list = DealList.open(file);
  list.append(dealOf());
  expect(() => list.append(dealOf())).toThrow('request "request/open/1"');
  expect(readDeals(file)).toHaveLength(1);
});

test('a rule broken in the file is found when it is opened', () => {
  const file = newFile();
  DealList.open(file).append(dealOf());
  appendFileSync(file, readFileSync(file));
  expect(() => DealList.open(file)).toThrow('deal 9000000001');
});

test('a torn last line is a deal that never was', () => {
  const file = newFile();
  DealList.open(file).append(dealOf());
  appendFileSync(file, '{"deal":"90');
  expect(readDeals(file)).toHaveLength(1);
  const list = DealList.open(file);
  list.append(dealOf({ deal: '5', order: '4', position: '4', request: 'request/open/2' }));
  expect(readDeals(file)).toHaveLength(2);
});

test('a line that is no deal is named', () => {
  const file = newFile();
  DealList.open(file).append(dealOf());
  appendFileSync(file, '{"deal":"1"}\n');
  expect(() => readDeals(file)).toThrow('line 2 is no deal');
});
