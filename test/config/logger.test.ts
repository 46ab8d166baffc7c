import { expect, test } from 'vitest';
import { createLogger } from '../../config/logger.ts';
import { markSecret } from '../../config/redact.ts';

const EA_SECRET = 'ab'.repeat(32);
const CURVE_SECRET = 'D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs';
const URL_PASSWORD = 'p:w/ä@rd"x';
const FIELD_SECRET = 'hunter2-and-more';

/** Logs secrets in every way that code may do it by mistake. */
function logWithSecrets(pretty: boolean): string {
  const lines: string[] = [];
  const log = createLogger({
    level: 'trace',
    pretty,
    bindings: { node: 'slave A', role: 'slave', account: 'A' },
    write: (line) => void lines.push(line),
  });
  markSecret(CURVE_SECRET);
  const url = `mongodb://user:${URL_PASSWORD.replace('"', '%22')}@host:27017/db?tlsCertificateKeyFilePassword=${FIELD_SECRET}`;
  log.info(`secret ${EA_SECRET}, key ${CURVE_SECRET}, database ${url}`);
  log.info(
    { secret: FIELD_SECRET, nested: { list: [{ secretKey: CURVE_SECRET, url }] } },
    'fields',
  );
  log.error(new Error(`cannot connect to ${url}`, { cause: new Error(EA_SECRET) }));
  log.child({ apiToken: FIELD_SECRET }).warn({ eaSecret: EA_SECRET, password: 'a"b\\c' }, 'child');
  return lines.join('');
}

test.each([
  ['JSON', false],
  ['readable', true],
])('no planted secret is found in the %s output', (_name, pretty) => {
  const output = logWithSecrets(pretty);
  for (const secret of [EA_SECRET, CURVE_SECRET, 'p:w', 'rd%22x', FIELD_SECRET, String.raw`a\"b`]) {
    expect(output).not.toContain(secret);
  }
  // What was written beside the secrets is still there.
  expect(output).toContain('mongodb://user:***@host:27017/db');
  expect(output).toContain('cannot connect to');
});

test('each line of JSON says when, how important and who', () => {
  const lines: string[] = [];
  const log = createLogger({
    bindings: { node: 'slave A' },
    write: (line) => void lines.push(line),
  });
  log.info({ symbol: 'EURUSD' }, 'opened');
  log.debug('below the level');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    node: 'slave A',
    symbol: 'EURUSD',
    msg: 'opened',
  });
});

test('a readable line names the node once and stays one line', () => {
  const lines: string[] = [];
  const log = createLogger({
    pretty: true,
    bindings: { node: 'slave A', role: 'slave', account: 'A' },
    write: (line) => void lines.push(line),
  });
  log.warn({ symbol: 'EURUSD' }, 'refused');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\[.*\] WARN: slave A: refused \{"symbol":"EURUSD"\}\n$/);
});
