/**
 * Under which names the records of a slave's copies stand: its node keeps them by the name of its account,
 * which may be changed while copies are open. An account is known by its login and server.
 */
import type { TradeRow } from '../db/trade-reader.ts';
import type { Account } from '../domain/account.ts';
import { accountId } from '../domain/ids.ts';

type SlaveOfRow = Pick<TradeRow, 'slaveId' | 'slaveName'>;

/** The names for each row: the slave's at the copy's intent first, then all others that are known. */
export function recordNames(
  rows: readonly SlaveOfRow[],
  accounts: readonly Account[],
): (row: SlaveOfRow) => readonly string[] {
  const names = new Map<string, Set<string>>();
  for (const { slaveId, slaveName } of rows) {
    if (slaveId === null) continue;
    names.set(slaveId, (names.get(slaveId) ?? new Set()).add(slaveName));
  }
  for (const { login, name, server } of accounts) {
    if (login === null || server === null) continue;
    names.get(accountId(login, server))?.add(name);
  }
  return ({ slaveId, slaveName }) => [...new Set([slaveName, ...(names.get(slaveId ?? '') ?? [])])];
}
