/** Brings spooled entries into the database. */
import type { CopyLedger } from './copy-ledger.ts';
import type { EventEntry, EventLog } from './event-log.ts';
import type { SpoolEntry } from './spool-line.ts';
import { tradeDocument } from './trade-document.ts';

/**
 * For `Spool.drain`: copies go to the ledger, each as the next version of what is there; one whose
 * version has moved on is kept as an event.
 * @param now epoch ms, for such events.
 */
export async function storeSpooled(
  entries: readonly SpoolEntry[],
  ledger: CopyLedger,
  events: EventLog,
  now: number,
): Promise<void> {
  const copies = entries.flatMap((entry) => (entry.type === 'copy' ? [entry.copy] : []));
  const outcomes = await ledger.record(copies);
  const records = entries.flatMap((entry) => (entry.type === 'event' ? [entry.entry] : []));
  for (const [index, outcome] of outcomes.entries()) {
    const copy = copies[index];
    if (outcome.type === 'stored' || copy === undefined) continue;
    const { state, copyId, version } = copy;
    records.push({
      at: now,
      kind: 'spooled-copy-moved-on',
      data: {
        copyId,
        version,
        storedVersion: outcome.copy?.version ?? null,
        state: state.status,
        slaveTicket: tradeDocument(copy).slave_ticket?.toString() ?? null,
      },
    } satisfies EventEntry);
  }
  await events.append(records);
}
