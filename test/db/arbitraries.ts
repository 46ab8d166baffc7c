/** Random copies and documents for property tests. */
import * as fc from 'fast-check';
import { copyId, copyMagic, requestId, type Operation } from '../../domain/copy-identity.ts';
import { CLOSE_CAUSES, type Copy, type CopyState } from '../../domain/copy.ts';
import { accountName, masterId, positionId, slaveId, ticket } from '../../domain/ids.ts';
import { REFUSAL_CODES } from '../../domain/refusal.ts';
import type { Lots, Price } from '../../domain/symbol-spec.ts';

/** A `ulong`, those that are negative as a `long` among them. */
const ulong = fc.bigInt({ min: 1n, max: (1n << 64n) - 1n }).map(String);

/** A decimal as a broker's text, zeros at its end included. */
const decimal = fc
  .tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 8 }), fc.nat())
  .map(([whole, digits, part]) =>
    digits === 0
      ? String(whole + 1)
      : `${String(whole)}.${String(part).padStart(digits, '0').slice(-digits)}`,
  )
  .filter((text) => Number(text) > 0);
const lots = decimal.map((text) => text as Lots);
const price = decimal.map((text) => text as Price);
const timeMs = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const server = fc.stringMatching(/^[A-Za-z0-9. -]{1,30}$/);

const position = fc.record({
  identifier: ulong.map(positionId),
  ticket: ulong.map(ticket),
});
const cause = fc.constantFrom(...CLOSE_CAUSES);
const operation = fc.constantFrom<Operation[]>('open', 'modify', 'close-part', 'close');

/** Every state a copy can be in. */
const state = fc
  .tuple(text, position, cause, operation, timeMs, fc.boolean())
  .chain(([word, at, why, asked, sinceMs, flag]) => {
    const request = requestId(copyId(masterId('1@m'), positionId('1'), slaveId('2@s')), asked, 1);
    return fc.constantFrom<CopyState[]>(
      { status: 'opening', request },
      { status: 'open', position: at },
      { status: 'closing', position: at, request, cause: why },
      { status: 'closed', position: flag ? at : null, cause: why },
      {
        status: 'refused',
        code: REFUSAL_CODES[sinceMs % REFUSAL_CODES.length] ?? 'STALE',
        detail: word,
      },
      {
        status: 'unknown',
        operation: asked,
        request,
        sinceMs,
        position: flag ? at : null,
        cause: flag ? why : null,
      },
      { status: 'detached', position: at, reason: word },
    );
  });

/** Any copy of the slave `slave`. */
export function anyCopy(slave = '52611110@Slave-Demo'): fc.Arbitrary<Copy> {
  const ids = fc.record({
    login: fc.integer({ min: 1, max: 999_999_999 }),
    server,
    masterPosition: ulong.map(positionId),
  });
  return fc
    .record({
      ids,
      slaveName: text.map(accountName),
      masterTicket: ulong.map(ticket),
      symbol: text,
      side: fc.constantFrom('BUY', 'SELL'),
      intendedVolume: fc.option(lots),
      masterVolume: lots,
      masterSl: fc.option(price),
      masterTp: fc.option(price),
      requests: fc.nat(),
      intendedAtMs: timeMs,
      openedAtMs: fc.option(timeMs),
      closedAtMs: fc.option(timeMs),
      journalId: fc.option(text),
      version: fc.integer({ min: 1, max: 1_000_000 }),
      state,
    })
    .map(({ ids: { login, server: at, masterPosition }, ...rest }) => {
      const master = masterId(`${String(login)}@${at}`);
      const copy = copyId(master, masterPosition, slaveId(slave));
      return Object.assign(rest, {
        copyId: copy,
        masterId: master,
        slaveId: slaveId(slave),
        masterPosition,
        magic: copyMagic(copy),
      });
    });
}
