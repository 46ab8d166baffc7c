/** What a node asks for, read from the bytes of its messages: only faults look at them. */
import type { Operation } from '../broker/broker-faults.ts';

const ACTIONS: readonly (readonly [string, Operation])[] = [
  ['"action":"TRADE"', 'open'],
  ['"action":"CLOSE"', 'close'],
  ['"action":"MODIFY"', 'modify-position'],
  ['"action":"REMOVE"', 'remove'],
];

/** CLOSE names the volume to be closed, and that of the whole position. */
const VOLUMES = /"(?<key>volume|ifVolume)":"(?<volume>[\d.]+)"/g;

/** The first request that trades; null: there is none in these bytes. */
export function namedOperation(bytes: Buffer): Operation | null {
  const found = ACTIONS.find(([word]) => bytes.includes(word))?.[1] ?? null;
  if (found !== 'close') return found;
  const volumes = new Map<string, number>();
  for (const { groups } of bytes.toString('latin1').matchAll(VOLUMES)) {
    volumes.set(groups?.['key'] ?? '', Number(groups?.['volume']));
  }
  const { volume = 0, ifVolume = 0 } = Object.fromEntries(volumes);
  return volume < ifVolume ? 'partial-close' : 'close';
}
