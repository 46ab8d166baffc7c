import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStores } from '../../../db/open-stores.ts';
import { accountName, positionId, ticket, type CopyId } from '../../../domain/ids.ts';
import { withState } from '../../../domain/copy.ts';
import { runCli } from '../../../launcher/cli.ts';
import type { CliEnvironment } from '../../../launcher/cli-environment.ts';
import { dayArgument } from '../../../launcher/since-argument.ts';
import { copyOf } from '../../domain/builders.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'lockstep-report-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const NOW = Date.now();
/** Of the test's begin, should midnight come meanwhile. */
const TODAY = dayArgument('--day', 'today', NOW).name;

async function lockstep(...args: string[]) {
  const written: string[] = [];
  const told: string[] = [];
  const environment: CliEnvironment = {
    env: { LOCKSTEP_HOME: home, LOCKSTEP_DB: path.join(home, 'db') },
    write: (text) => void written.push(text),
    writeError: (text) => void told.push(text),
    isTerminal: false,
    width: 100,
    readInput: () => Promise.resolve(''),
    openStores,
    probeMongo: () => Promise.resolve(false),
    onInterrupt: () => () => undefined,
  };
  const exitCode = await runCli(['report', ...args], environment);
  return { exitCode, out: written.join(''), err: told.join('') };
}

/** One open copy of now, filled 12 points worse than its master. */
async function opened(): Promise<CopyId> {
  const stores = await openStores({ url: path.join(home, 'db'), databaseName: 'test' });
  try {
    const intent = copyOf({ intendedAtMs: NOW });
    const ledger = stores.ledger(intent.slaveId);
    await ledger.intend([intent]);
    const position = { identifier: positionId('501'), ticket: ticket('501') };
    await ledger.record([withState(intent, { status: 'open', position }, { openedAtMs: NOW })]);
    const request = `${intent.copyId}/open/1`;
    const master = { price: '1.10000', slaveDigits: 5 };
    const order = { operation: 'open', request, side: intent.side, master };
    const reply = { operation: 'open', request, type: 'taken', price: '1.10012' };
    await stores.events(accountName(intent.slaveName)).append([
      { at: NOW, kind: 'order-requested', data: order },
      { at: NOW, kind: 'order-answered', data: reply },
    ]);
    return intent.copyId;
  } finally {
    await stores.close();
  }
}

test('a copy of today: its numbers as text, as JSON, in a table and in a page', async () => {
  const copyId = await opened();
  const files = { csv: path.join(home, 'day.csv'), html: path.join(home, 'day.html') };
  const { exitCode, out, err } = await lockstep(
    '--day',
    TODAY,
    '--csv',
    files.csv,
    '--html',
    files.html,
  );
  expect({ exitCode, err }).toEqual({
    exitCode: 0,
    err: `Wrote ${files.csv}.\nWrote ${files.html}.\n`,
  });
  expect(out).toContain('12.0 / 12.0 / 12.0 (n 1)');
  expect(await readFile(files.csv, 'utf8')).toContain(',1.10000,1.10012,12,');
  expect(await readFile(files.html, 'utf8')).toContain('Copies by hour');
  expect(JSON.parse((await lockstep('--day', TODAY, '--json')).out)).toMatchObject({
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    slaves: [{ opened: 1, slippage: { n: 1, worst: 12 } }],
    copies: [{ copyId, fill: { slippagePoints: 12 } }],
    problems: [],
  });
  expect((await lockstep('--day', '2001-01-01')).out).toContain('Nothing was copied');
});

test('a wrong day and a file that cannot be written are named', async () => {
  expect(await lockstep('--day', 'someday')).toMatchObject({ exitCode: 64 });
  const file = path.join(home, 'none', 'day.csv');
  const { exitCode, err } = await lockstep('--csv', file);
  expect(exitCode).toBe(78);
  expect(err).toContain(`cannot be written to ${file}`);
});
