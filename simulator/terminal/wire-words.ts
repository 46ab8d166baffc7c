/** What a node asks for, read from the bytes of its messages: only faults look at them. */
import type { Operation } from './operation.ts';

const ACTIONS: readonly (readonly [string, Operation])[] = [
  ['"action":"TRADE"', 'open'],
  ['"action":"CLOSE"', 'close'],
  ['"action":"MODIFY"', 'modify-position'],
  ['"action":"REMOVE"', 'remove'],
];

/** The first request that trades; null: there is none in these bytes. */
export function namedOperation(bytes: Buffer): Operation | null {
  return ACTIONS.find(([word]) => bytes.includes(word))?.[1] ?? null;
}
