/** Leases in `accounts.db`, changed by compare-and-set within a transaction. */
import { parseLease, takenLease } from '../lease-rules.ts';
import type { Lease, LeaseHolder, LeaseStore } from '../lease-store.ts';
import type { Connection, SqliteFile } from './sqlite-file.ts';

/** See {@link LeaseStore}; `close` leaves the files to their owner. */
export class SqliteLeaseStore implements LeaseStore {
  readonly #file: SqliteFile;
  readonly #beats: SqliteFile;

  /**
   * @param file take-overs go here: a number must survive a power cut.
   * @param beats the same file without a sync per commit: a beat is worth nothing after a power cut,
   *   and forty nodes would sync forty times a second.
   */
  constructor(file: SqliteFile, beats: SqliteFile) {
    this.#file = file;
    this.#beats = beats;
  }

  async find(key: string): Promise<Lease | null> {
    return await this.#beats.read((db) => find(db, key));
  }

  async list(): Promise<readonly Lease[]> {
    return await this.#beats.read((db) =>
      db.prepare('SELECT * FROM leases ORDER BY key').all().map(leaseOf),
    );
  }

  async take(
    key: string,
    holder: LeaseHolder,
    seen: Lease | null,
    floor: number,
  ): Promise<Lease | null> {
    return await this.#file.write((db) => {
      const now = find(db, key);
      if (!isSame(now, seen)) return null;
      const lease = takenLease(key, holder, seen, floor);
      store(db, lease);
      return lease;
    });
  }

  async beat(lease: Lease): Promise<Lease | null> {
    return await this.#beats.write((db) => {
      const now = find(db, lease.key);
      if (now === null || !isHeld(now, lease)) return null;
      const next = { ...now, beat: now.beat + 1 };
      store(db, next);
      return next;
    });
  }

  async release(lease: Lease): Promise<void> {
    await this.#file.write((db) => {
      const now = find(db, lease.key);
      if (now !== null && isHeld(now, lease)) store(db, { ...now, released: true });
    });
  }

  close(): Promise<void> {
    this.#file.close();
    this.#beats.close();
    return Promise.resolve();
  }
}

function find(db: Connection, key: string): Lease | null {
  const [found] = db.prepare('SELECT * FROM leases WHERE key = ?').all([key]);
  return found === undefined ? null : leaseOf(found);
}

function leaseOf(row: unknown): Lease {
  const { holder, released, ...rest } = row as Readonly<Record<string, unknown>>;
  return parseLease({ ...rest, holder: fromJson(String(holder)), released: released === 1n });
}

/** Text that is no JSON is no holder: parseLease says so. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isSame(now: Lease | null, seen: Lease | null): boolean {
  if (now === null || seen === null) return now === seen;
  return (
    now.number === seen.number &&
    now.holder.instance === seen.holder.instance &&
    now.beat === seen.beat &&
    now.released === seen.released
  );
}

/** Whether the lease is still the same holder's, at whatever beat. */
function isHeld(now: Lease, lease: Lease): boolean {
  return (
    now.number === lease.number && now.holder.instance === lease.holder.instance && !now.released
  );
}

function store(db: Connection, lease: Lease): void {
  db.prepare(
    `INSERT INTO leases (key, number, holder, beat, released) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET number = excluded.number, holder = excluded.holder,
       beat = excluded.beat, released = excluded.released`,
  ).run([
    lease.key,
    BigInt(lease.number),
    JSON.stringify(lease.holder),
    BigInt(lease.beat),
    lease.released ? 1n : 0n,
  ]);
}
