/** Checks of the database: reachable, durable, with its indexes, and who holds which lease. Pure. */
import type { Lease } from '../../db/lease-store.ts';
import type { SchemaReport } from '../../db/schema-report.ts';
import { commandWord } from '../command-word.ts';
import { findings, type Finding } from './finding.ts';

const ACCOUNT_NAMES = 'accounts.name_1';

/** @param address null before a database was chosen. */
export function checkDatabase(
  address: string | null,
  schema: SchemaReport | null,
): readonly Finding[] {
  const { ok, failure, warning } = findings('database');
  const indexes = findings('indexes');
  if (address === null) {
    return [failure('none is chosen yet', '`lockstep init` sets everything up')];
  }
  if (schema === null) {
    return [
      failure(`${address} cannot be looked into`, '`lockstep config` shows where it comes from'),
    ];
  }
  if (schema.problem !== null) {
    return [
      failure(
        `${address}: ${schema.problem}`,
        'start it, or choose another one with `lockstep config set db ADDRESS`',
      ),
    ];
  }
  const { durability } = schema;
  // Of no use to copying: it keeps two accounts from having one name.
  const missing = schema.missing.filter((index) => index !== ACCOUNT_NAMES);
  const isNamesMissing = missing.length < schema.missing.length;
  return [
    durability === 'standalone'
      ? warning(
          `${address} is a single server: what it confirmed survives a crash, not the loss of its disk`,
          'nothing to do on one computer; a replica set keeps a second copy',
        )
      : ok(`${address} (${durability})`),
    ...(isNamesMissing
      ? [
          indexes.warning(
            `missing: ${ACCOUNT_NAMES}; nothing keeps two accounts from having one name`,
            '`lockstep db init` creates it once each account has a name of its own',
          ),
        ]
      : []),
    missing.length === 0
      ? indexes.ok(isNamesMissing ? 'those of the ledger are there' : 'all there')
      : indexes.failure(
          `missing: ${missing.join(', ')}; without them a copy could be recorded twice`,
          durability === 'embedded'
            ? 'restore the folder from a backup (end Lockstep before), or move the file away and `lockstep init`'
            : '`lockstep db init` creates them',
        ),
  ];
}

/** A lease as it was seen twice. */
export interface SeenLease {
  readonly lease: Lease;
  /** Its beat moved meanwhile. */
  readonly lives: boolean;
  readonly isOfThisHost: boolean;
}

/** @param isRunning whether the launcher of this data folder runs. */
export function checkLeases(seen: readonly SeenLease[], isRunning: boolean): readonly Finding[] {
  const { ok } = findings('leases');
  const bad = seen.flatMap((each) => leaseFinding(each, isRunning) ?? []);
  return bad.length > 0 ? bad : [ok(`${String(seen.length)} known, none stands in the way`)];
}

function leaseFinding(
  { lease, lives, isOfThisHost }: SeenLease,
  isRunning: boolean,
): Finding | null {
  if (lease.released || (isOfThisHost && isRunning && lives)) return null;
  const [kind = '', name = ''] = /^([^:]+):(.*)$/.exec(lease.key)?.slice(1) ?? [];
  const { warning, failure } = findings('leases', kind === 'account' ? name : null);
  const holder = `${lease.key} is held by process ${String(lease.holder.pid)}`;
  const take =
    kind === 'account'
      ? `\`lockstep lease take ${commandWord(name)}\``
      : '`lockstep lease list`, then `lockstep lease take NAME` (or `launcher`)';
  if (lives) {
    return failure(
      `${holder}${isOfThisHost ? ', which lives' : ' of another computer or data folder, which lives'}`,
      `\`lockstep down\` there, then ${take} if it must run here`,
    );
  }
  return isOfThisHost
    ? warning(
        `${holder}, which gives no sign of life: a stale lease`,
        'nothing to do: the next `lockstep up` takes it after 3 s',
      )
    : failure(
        `${holder} of another computer or data folder, which gives no sign of life: a stale lease`,
        `if that one is gone for good: ${take}`,
      );
}
