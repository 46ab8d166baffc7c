import { expect, test } from 'vitest';
import { parseAccounts } from '../../../db/account-checks.ts';
import { checkDocuments } from '../../../launcher/doctor/account-checks.ts';
import { masterDocument, slaveDocument } from '../../db/builders.ts';

function waysOut(...documents: Record<string, unknown>[]): readonly (string | null)[] {
  const { accounts, problems } = parseAccounts(documents);
  return checkDocuments(accounts, problems)
    .filter(({ check }) => check === 'document')
    .map(({ wayOut }) => wayOut);
}

test.each([
  [{ enabled: 'true' }, '`lockstep accounts edit S --enabled` (or --no-enabled)'],
  [{ path: 'terminal64.exe' }, '`lockstep accounts edit S --path VALUE`'],
  [
    { slippage_tolerance: '50' },
    '`lockstep accounts edit S --slippage-tolerance VALUE` (or --unset slippage_tolerance)',
  ],
  [{ sizing: { mode: 'double' } }, '`lockstep accounts edit S --sizing VALUE` (or --unset sizing)'],
  [{ notes: 'my best one' }, '`lockstep accounts edit S --unset notes`'],
  [{ 'my notes': '' }, '`lockstep accounts edit S --unset "my notes"`'],
])('the mistake %j comes with the command that mends it', (fields, wayOut) => {
  expect(waysOut(slaveDocument({ name: 'S', ...fields }))).toEqual([wayOut]);
});

test('two documents of one name are told apart only in the database', () => {
  const [wayOut] = waysOut(slaveDocument({ name: 'S' }), slaveDocument({ name: 'S' }));
  expect(wayOut).toContain(
    'in the database; `lockstep accounts remove S` removes all of this name',
  );
});

test('two enabled accounts of one terminal are found, however its path is written', () => {
  const documents = [
    slaveDocument({ name: 'A', path: 'C:\\MT5\\terminal64.exe' }),
    slaveDocument({ name: 'B', path: 'c:/mt5/terminal64.exe' }),
    slaveDocument({ name: 'C', path: 'C:/MT5/terminal64.exe', enabled: false }),
    slaveDocument({ name: 'D', path: 'simulator' }),
    slaveDocument({ name: 'E', path: 'simulator' }),
  ];
  const { accounts, problems } = parseAccounts(documents);
  const shared = checkDocuments(accounts, problems).filter(({ check }) => check === 'path');
  expect(shared).toMatchObject([{ account: 'B', text: expect.stringContaining('of "A", too') }]);
});

test('a real slave of a simulated master is found, unless it follows others alone', () => {
  const real = { path: 'C:/A/terminal64.exe' };
  const { accounts, problems } = parseAccounts([
    masterDocument({ name: 'Trial', path: 'simulator' }),
    masterDocument({ name: 'Main', path: 'C:/M/terminal64.exe' }),
    slaveDocument({ name: 'A', ...real }),
    slaveDocument({ name: 'B', path: 'C:/B/terminal64.exe', masters: ['Main'] }),
    slaveDocument({ name: 'C', path: 'simulator' }),
  ]);
  const found = checkDocuments(accounts, problems).filter(({ level }) => level === 'failure');
  expect(found).toMatchObject([{ account: 'A', wayOut: expect.stringContaining('disable Trial') }]);
});
