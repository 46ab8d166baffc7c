/** Where a case of the benchmark happens: an empty data folder and database with its accounts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openStores } from '../db/open-stores.ts';
import { freePorts } from '../simulator/free-ports.ts';
import type { BenchTerminal } from './copy-descriptions.ts';

/** What comes late is to be measured, not refused, s. */
const MAX_SIGNAL_AGE = 600;

/** See file header. */
export interface Place {
  readonly home: string;
  readonly db: string;
  readonly databaseName: string;
  readonly accounts: readonly BenchTerminal[];
}

/** Makes a place, runs there and takes it away. */
export async function inPlace<Result>(
  slaves: number,
  url: string | null,
  run: (place: Place) => Promise<Result>,
): Promise<Result> {
  const home = await mkdtemp(path.join(tmpdir(), 'lockstep-bench-'));
  const databaseName = path.basename(home).replaceAll('-', '_');
  const db = url ?? path.join(home, 'db');
  try {
    const ports = await freePorts(slaves + 2);
    const accounts = Array.from({ length: slaves + 1 }, (_, index): BenchTerminal => {
      const role = index === 0 ? 'master' : 'slave';
      const name = index === 0 ? 'Master' : `Slave_${String(index)}`;
      const login = String(1_000_000 + index);
      return { name, role, login, server: 'Bench', port: ports[index] ?? 0 };
    });
    const stores = await openStores({ url: db, databaseName });
    try {
      await stores.accounts.insert(
        accounts.map(({ name, role, port }) => ({
          name,
          type: role === 'master' ? 'MASTER' : 'SLAVE',
          path: 'simulator',
          enabled: true,
          ea_port: port,
          ...(role === 'master'
            ? { bus_endpoint: `tcp://127.0.0.1:${String(ports.at(-1))}` }
            : { slippage_tolerance: 10_000, max_signal_age: MAX_SIGNAL_AGE }),
        })),
      );
    } finally {
      await stores.close();
    }
    return await run({ home, db, databaseName, accounts });
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  }
}
