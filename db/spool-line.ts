/**
 * One entry of the spool ↔ one line of text: a checksum and JSON.
 *
 * Invariants:
 * 1. parse(line(entry)) equals entry.
 * 2. A line that was torn or changed is null, never another entry.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Copy } from '../domain/copy.ts';
import type { EventEntry } from './event-log.ts';
import { parseTradeDocument, tradeDocument } from './trade-document.ts';

/** What waits for the database: a copy's next version, or an event. */
export type SpoolEntry =
  | { readonly type: 'copy'; readonly copy: Copy }
  | { readonly type: 'event'; readonly entry: EventEntry };

const content = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('copy'), document: z.record(z.string(), z.unknown()) }),
  z.strictObject({
    type: z.literal('event'),
    entry: z.strictObject({ at: z.int(), kind: z.string(), data: z.json() }),
  }),
]);

const CHECKSUM_LENGTH = 16;

/** The line of an entry, without its end of line. */
export function spoolLine(entry: SpoolEntry): string {
  const json = JSON.stringify(
    entry.type === 'copy' ? { type: 'copy', document: tradeDocument(entry.copy) } : entry,
    (_key, value: unknown) => (typeof value === 'bigint' ? { $long: value.toString() } : value),
  );
  return `${checksum(json)} ${json}`;
}

/** The entry of a line; null when it is not one that {@link spoolLine} wrote. */
export function parseSpoolLine(line: string): SpoolEntry | null {
  const json = line.slice(CHECKSUM_LENGTH + 1);
  if (line.slice(0, CHECKSUM_LENGTH + 1) !== `${checksum(json)} `) return null;
  const result = content.safeParse(JSON.parse(json));
  if (!result.success) return null;
  if (result.data.type === 'event') return result.data;
  const document = Object.fromEntries(
    Object.entries(result.data.document).map(([field, value]) => [field, long(value)]),
  );
  const { copy } = parseTradeDocument(document);
  return copy === null ? null : { type: 'copy', copy };
}

function long(value: unknown): unknown {
  const isLong = typeof value === 'object' && value !== null && '$long' in value;
  return isLong ? BigInt(String(value.$long)) : value;
}

function checksum(json: string): string {
  return createHash('sha256').update(json).digest('hex').slice(0, CHECKSUM_LENGTH);
}
