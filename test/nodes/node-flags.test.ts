import { expect, test } from 'vitest';
import { ConfigurationError } from '../../domain/errors.ts';
import { NODE_HELP, parseNodeFlags } from '../../nodes/node-flags.ts';

test('flags become fields of the account and settings of the run', () => {
  const args = ['--name', 'Apex', '--ea-port', '47102', '--master', 'A', '--master', 'B'];
  const more = ['--symbol-map', 'XAUUSD=GOLD', '--suffix', '.c', '--poll-ms', '50', '--safe'];
  expect(parseNodeFlags([...args, ...more], 'slave')).toEqual({
    role: 'slave',
    name: 'Apex',
    isSafe: true,
    overrides: {
      ea_port: 47_102,
      masters: ['A', 'B'],
      suffix: '.c',
      symbol_map: { XAUUSD: 'GOLD' },
    },
    settings: { pollMs: 50 },
  });
});

test('the launcher says what a node is', () => {
  const flags = parseNodeFlags(['--role', 'master', '--name', 'FTMO'], null);
  expect(flags).toMatchObject({ role: 'master', isSafe: false, overrides: {}, settings: {} });
});

test.each([
  [['--name', 'A'], '--role is ""'],
  [['--role', 'dealer', '--name', 'A'], '--role is "dealer"'],
  [['--role', 'slave'], '--name is missing'],
  [['--role', 'slave', '--name', 'A', '--ea-port', 'x'], '--ea-port is "x"'],
  [['--role', 'slave', '--name', 'A', '--eaport', '1'], '--eaport'],
  [['--role', 'slave', '--name', 'A', '--symbol-map', 'GOLD'], '--symbol-map "GOLD"'],
])('%j is refused by name', (args, message) => {
  expect(() => parseNodeFlags(args, null)).toThrow(ConfigurationError);
  expect(() => parseNodeFlags(args, null)).toThrow(message);
});

test('the help names every flag that is taken', () => {
  expect(parseNodeFlags(['--help'], null)).toBeNull();
  for (const flag of ['name', 'home', 'db', 'bus', 'log-level', 'safe']) {
    expect(NODE_HELP).toContain(`--${flag} `.trimEnd());
  }
});
