/** What holds for event logs in every store. */
import { StoreUnavailableError } from '../domain/errors.ts';
import type { JsonValue } from './json-value.ts';
import { MAX_EVENT_BYTES, type EventEntry, type EventRecord } from './event-log.ts';
import { z } from 'zod';

/**
 * The entries as they will be read back: plain JSON, of whole characters.
 * @throws RangeError when one is too large or not JSON (NaN, cycles, 64-bit integers).
 */
export function storableEntries(entries: readonly EventEntry[]): readonly EventEntry[] {
  return entries.map(({ at, kind, data }) => {
    const json = wholeCharacters(JSON.stringify(data));
    const bytes = Buffer.byteLength(json);
    if (bytes > MAX_EVENT_BYTES) {
      throw new RangeError(
        `event "${kind}" has ${String(bytes)} bytes, at most ${String(MAX_EVENT_BYTES)}`,
      );
    }
    return { at, kind, data: JSON.parse(json) as JsonValue };
  });
}

/**
 * JSON without halves of characters, which a text that was cut in a wrong place ends with: MongoDB stores another
 * character for one, and the record would look as if somebody had changed it. `JSON.stringify` escapes them.
 */
function wholeCharacters(json: string): string {
  return json.replaceAll(/\\(ud[89a-f][\da-f]{2}|.)/g, (escaped, name: string) =>
    name.length > 1 ? '\uFFFD' : escaped,
  );
}

const whole = z.union([z.int(), z.bigint().transform(Number)]).pipe(z.int());

const recordFields = z.object({
  account: z.string(),
  seq: whole,
  at: whole,
  kind: z.string(),
  data: z.json(),
  prev: z.string(),
  hash: z.string(),
});

/** @throws StoreUnavailableError when the fields are no event record. */
export function parseEvent(fields: Readonly<Record<string, unknown>>): EventRecord {
  const result = recordFields.safeParse(fields);
  if (result.success) return result.data;
  throw new StoreUnavailableError(
    `event ${String(fields['seq'])} of "${String(fields['account'])}" cannot be read (${z.prettifyError(result.error)})`,
  );
}
