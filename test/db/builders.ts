/** Builders with defaults for tests of the stores. */
import { copyId, copyMagic, requestId } from '../../domain/copy-identity.ts';
import type { Copy } from '../../domain/copy.ts';
import { accountName, masterId, positionId, slaveId, ticket } from '../../domain/ids.ts';
import type { RawDocument } from '../../db/account-store.ts';
import { lots, price } from '../../domain/symbol-spec.ts';

export const MASTER = masterId('70358000@Master-Demo');
export const SLAVE = slaveId('52611110@Slave-Demo');

/** An intent for the master's position of this number. */
export function copyOf(position: number, changes: Partial<Copy> = {}): Copy {
  const masterPosition = positionId(String(position));
  const id = copyId(MASTER, masterPosition, changes.slaveId ?? SLAVE);
  return {
    copyId: id,
    masterId: MASTER,
    slaveId: SLAVE,
    slaveName: accountName('Apex_Slave_01'),
    masterPosition,
    masterTicket: ticket(String(position)),
    magic: copyMagic(id),
    symbol: 'EURUSD.c',
    side: 'BUY',
    intendedVolume: lots('0.10'),
    masterVolume: lots('0.10'),
    masterSl: price('1.08150'),
    masterTp: null,
    requests: 1,
    intendedAtMs: Date.UTC(2026, 1, 3, 10, 0, 0, position % 1000),
    openedAtMs: null,
    closedAtMs: null,
    journalId: 'journal-1',
    version: 1,
    state: { status: 'opening', request: requestId(id, 'open', 1) },
    ...changes,
  };
}

/** The Python copier's master, as its users have it. */
export function masterDocument(changes: RawDocument = {}): RawDocument {
  return {
    name: 'FTMO_Master',
    type: 'MASTER',
    path: 'C:/Program Files/FTMO MT5/terminal64.exe',
    enabled: true,
    ...changes,
  };
}

/** The Python copier's slave, as its users have it. */
export function slaveDocument(changes: RawDocument = {}): RawDocument {
  return {
    name: 'Apex_Slave_01',
    type: 'SLAVE',
    path: 'C:/Program Files/Apex MT5/terminal64.exe',
    enabled: true,
    suffix: '.c',
    symbol_map: { XAUUSD: 'GOLD', US30: 'DJ30' },
    slippage_tolerance: 50,
    ...changes,
  };
}
