/**
 * What a block makes of an open whose intent is stored already.
 *
 * Invariants:
 * 1. The refusal's code names the block, an operator's order before everything else.
 * 2. A block that a person has to end refuses at once; one that passes by itself may be waited for while
 *    the signal is fresh.
 */
import type { Block } from './plan-input.ts';
import type { Refusal, RefusalCode } from './refusal.ts';

/** The refusal of each block, in the order in which they are named when several stand. */
export const BLOCK_CODES: Readonly<Record<Block, RefusalCode>> = {
  flatten: 'FLATTENING',
  paused: 'PAUSED',
  safe: 'SAFE',
  kill: 'KILL',
  journal: 'JOURNAL',
  permissions: 'PERMISSIONS',
  ledger: 'LEDGER',
  database: 'DATABASE',
  link: 'LINK',
};

const DETAILS: Readonly<Record<Block, string>> = {
  flatten: 'the slave is being flattened',
  paused: 'the slave is paused',
  safe: 'the node is in SAFE mode',
  kill: 'the kill file is there',
  journal: 'the EA cannot read or write its files',
  permissions: 'the terminal may not trade',
  ledger: 'an entry of the ledger cannot be read',
  database: 'the database does not answer',
  link: 'the EA’s clock is not known yet',
};

const ORDERS: ReadonlySet<Block> = new Set(['paused', 'flatten']);
const PASSING: ReadonlySet<Block> = new Set(['database', 'link']);

/** Why opens are refused while these blocks stand; null when none does. */
export function blockedBy(blocks: ReadonlySet<Block>): Refusal | null {
  for (const block of Object.keys(BLOCK_CODES) as Block[]) {
    if (blocks.has(block)) return { code: BLOCK_CODES[block], detail: DETAILS[block] };
  }
  return null;
}

/** The same without the blocks that pass by themselves. */
export function heldBy(blocks: ReadonlySet<Block>): Refusal | null {
  return blockedBy(new Set([...blocks].filter((block) => !PASSING.has(block))));
}

/** What an operator's order forbids for good: a position of now would be no wish of his later. */
export function orderedBy(blocks: ReadonlySet<Block>): Refusal | null {
  return blockedBy(new Set([...blocks].filter((block) => ORDERS.has(block))));
}
