/** An operator's orders in `accounts.db`. */
import {
  NO_ORDERS,
  parseOperatorState,
  type OperatorState,
  type OperatorStateStore,
  type OrderedAccount,
} from '../operator-state-store.ts';
import type { Connection, SqliteFile } from './sqlite-file.ts';

/** See {@link OperatorStateStore}. */
export class SqliteOperatorStateStore implements OperatorStateStore {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  async find(account: OrderedAccount): Promise<OperatorState> {
    return await this.#file.read((db) => find(db, account));
  }

  async put(account: OrderedAccount, state: OperatorState): Promise<boolean> {
    return await this.#file.write((db) => {
      if (find(db, account).revision >= state.revision) return false;
      db.prepare(
        `INSERT INTO operator_states (account, revision, is_paused, is_flattening, at)
         VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (account) DO UPDATE SET revision = excluded.revision,
           is_paused = excluded.is_paused, is_flattening = excluded.is_flattening, at = excluded.at`,
      ).run([
        account,
        BigInt(state.revision),
        state.isPaused ? 1n : 0n,
        state.isFlattening ? 1n : 0n,
        BigInt(state.atMs),
      ]);
      return true;
    });
  }

  async forget(account: OrderedAccount): Promise<void> {
    await this.#file.write((db) => {
      db.prepare('DELETE FROM operator_states WHERE account = ?').run([account]);
    });
  }
}

function find(db: Connection, account: OrderedAccount): OperatorState {
  const [row] = db
    .prepare(
      `SELECT revision, is_paused AS isPaused, is_flattening AS isFlattening, at AS atMs
       FROM operator_states WHERE account = ?`,
    )
    .all([account]);
  return row === undefined ? NO_ORDERS : parseOperatorState(account, row);
}
