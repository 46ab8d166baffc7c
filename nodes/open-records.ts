/**
 * The record keeper of an account's node: what was asked of the terminal, why, and what came of it. Off the
 * path of orders; kept in a local spool while the database is down.
 */
import path from 'node:path';
import { EventBuffer } from '../db/event-buffer.ts';
import { fileName } from '../db/file-name.ts';
import { SpooledEventLog } from '../db/spooled-event-log.ts';
import { Spool } from '../db/spool.ts';
import type { AccountName } from '../domain/ids.ts';
import type { NodeContext } from './node-context.ts';

/** See file header. */
export interface Records {
  readonly events: EventBuffer;
  /** Durable when an append has resolved, also while the database is down. */
  readonly log: SpooledEventLog;
  /** Writes what waits. */
  close(): Promise<void>;
}

/** Opens the account's records; an outage is no reason to wait. */
export function openRecords(
  { stores, dataFolder, log }: Pick<NodeContext, 'stores' | 'dataFolder' | 'log'>,
  name: AccountName,
): Records {
  const spool = new Spool(path.join(dataFolder, 'spool', fileName('records', name)));
  const spooled = new SpooledEventLog(stores.events(name), spool, {
    unstorable: (error, { kind }) => log.error({ err: error, kind }, 'a record cannot be stored'),
    spoolFailed: (error) =>
      log.error({ err: error }, `${error.message}; records go to the database only`),
  });
  const events = new EventBuffer(spooled, {
    onOutage: (error) => {
      if (error !== null) log.warn({ err: error }, 'events cannot be recorded at the moment');
    },
  });
  return {
    events,
    log: spooled,
    async close() {
      await events.close();
      await spooled.close();
    },
  };
}
