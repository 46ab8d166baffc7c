/** Before the accounts were read none of them runs: an order that comes so early is told what is waited for. */
import { StoreUnavailableError } from '../domain/errors.ts';
import type { AlarmDesk } from './alarm-desk.ts';
import type { Launcher } from './launch.ts';
import { NodeRefusalError } from './node-desk.ts';

/** What is looked at. */
export interface BegunParts {
  readonly launcher: { readonly fleet: Pick<Launcher['fleet'], 'hasBegun'> };
  readonly alarms: Pick<AlarmDesk, 'standing'>;
  /** Where the data is, without user and password. */
  readonly database: string;
}

/** Whether the launcher's database answers, as far as it knows. */
export function isDatabaseUp({ alarms }: Pick<BegunParts, 'alarms'>): boolean {
  return !alarms.standing.some(({ code }) => code === 'DATABASE_DOWN');
}

/** @throws StoreUnavailableError while the launcher waits for its database, NodeRefusalError while it starts. */
export function requireBegun(parts: BegunParts): void {
  if (parts.launcher.fleet.hasBegun) return;
  if (!isDatabaseUp(parts)) {
    throw new StoreUnavailableError(
      `no account runs yet, as Lockstep waits for its database ${parts.database}: \`lockstep status\` says why`,
    );
  }
  throw new NodeRefusalError(
    'STARTING',
    'Lockstep is just starting, and not all accounts run yet: try again when `lockstep status` shows them',
  );
}
