import { expect, test } from 'vitest';
import { adoptText } from '../../../launcher/commands/adopt-trades.ts';

const trade = { masterTicket: '100', slaveTicket: '500', symbol: 'GOLD' };

test('each trade says what became of it, each slave why nothing did', () => {
  const text = adoptText({
    slaves: [
      {
        slave: 'A',
        trades: [
          { ...trade, adoptedFrom: 'Main', why: null },
          { ...trade, masterTicket: '101', adoptedFrom: null, why: 'no master has it open' },
        ],
        problem: null,
      },
      { slave: 'B', trades: [], problem: null },
      { slave: 'C', trades: [], problem: 'its terminal is not connected yet' },
    ],
  });
  expect(text.split('\n').map((line) => line.replaceAll(/ {2,}/g, ' | '))).toEqual([
    'A:',
    'MASTER | TICKET | SYMBOL | RESULT',
    '100 | 500 | GOLD | adopted, followed from Main now',
    '101 | 500 | GOLD | no master has it open',
    'B: no open trade of the Python copier.',
    'C: nothing was adopted: its terminal is not connected yet',
  ]);
});

test('trades of a slave that does not run are told: nobody was asked about them', () => {
  const slaves = [{ slave: 'B', trades: [], problem: null }];
  expect(adoptText({ slaves }, new Map([['Old_Name', 2]])).split('\n')).toEqual([
    'B: no open trade of the Python copier.',
    expect.stringMatching(/^Old_Name: 2 open trades .* no slave of this name runs: enable it/),
  ]);
});
