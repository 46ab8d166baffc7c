/**
 * Faults that only a terminal can show: what its programs see of an account that is in order at the
 * broker. The broker's process hands them to the account's terminals (FAULT); a terminal's own
 * description may name them too. Durations are real milliseconds.
 */
import { z } from 'zod';
import { counting, loginText, operation } from './matcher.ts';

const forMs = z.number().int().positive().max(86_400_000);

/** See the file's head. */
export const terminalFault = z.discriminatedUnion('type', [
  /** Connected, synchronised by its own word, and no position, order or history in the lists. */
  z.strictObject({ type: z.literal('empty-lists'), account: loginText, forMs }),
  /** Only the first `keep` positions (or the last ones) are in the list. */
  z.strictObject({
    type: z.literal('partial-positions'),
    account: loginText,
    keep: z.number().int().nonnegative(),
    from: z.enum(['first', 'last']).default('first'),
    forMs,
  }),
  /** Connected, while lists and quotes are those of before, as after a reconnect. */
  z.strictObject({ type: z.literal('unsynchronised'), account: loginText, forMs }),
  /** A closed position stays in the list for so long, with its deal already in history. */
  z.strictObject({
    type: z.literal('visible-after-close'),
    account: loginText,
    forMs,
    ...counting,
  }),
  /** The button "Algo Trading" of the terminal (10027). */
  z.strictObject({ type: z.literal('terminal-algo-trading-off'), account: loginText, forMs }),
  /** The EA's thread stands still. */
  z.strictObject({ type: z.literal('stall'), account: loginText, forMs }),
  /**
   * The terminal's process ends at once (SIGKILL) at a point of an action. Points 0 to 1 of the crash
   * matrix are those of a master's terminal, 5 to 10 those of a slave's.
   */
  z.strictObject({
    type: z.literal('kill'),
    account: loginText,
    at: z.enum([
      /** 0: the broker's change was read; no program was told. */
      'event-read',
      /** 1: the EA's OnTradeTransaction has returned. */
      'event-handled',
      /** 5: bytes of the node were read; the EA has not seen them. */
      'command-read',
      /** 6: the EA's journal was flushed; nothing was sent. */
      'journal-flushed',
      /** 7: the request was handed to the broker's connection. */
      'send-left',
      /** 8: the change of an executed request was read; its answer was not. */
      'executed',
      /** 9: the answer was read; the EA has not seen it. */
      'result-read',
      /** The EA was told the answer; it has sent nothing to the node since. */
      'result-returned',
      /** 10: the EA has sent its reply to the node. */
      'reply-sent',
    ]),
    /** Of these requests only; absent: any. */
    operation: operation.exactOptional(),
    nth: counting.nth,
    /** Another process that ends instead, as when the database dies just then. */
    pid: z.number().int().positive().exactOptional(),
  }),
]);

/** See the file's head. */
export type TerminalFault = z.infer<typeof terminalFault>;
