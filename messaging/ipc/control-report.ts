/** What the launcher answers to the commands of an operator, as the command line prints it. */
import { z } from 'zod';
import { heldCopy, knownCopy, nodeStatus, pythonTrade } from './node-command.ts';

const text = z.string().max(4_000);
const count = z.number().int().nonnegative();

/** One alarm that stands. */
export const standingAlarm = z.strictObject({
  code: text,
  /** The account it is about, or `launcher`. */
  account: text,
  /** What it is about, beside the account: a copy, a position, a master. */
  subject: text,
  detail: text,
  /** Epoch ms. */
  sinceMs: z.number(),
  /** What to do about it. */
  wayOut: text,
});
/** See {@link standingAlarm}. */
export type StandingAlarm = z.infer<typeof standingAlarm>;

/** One child process with what its node says of itself. */
export const processReport = z.strictObject({
  id: text,
  role: z.enum(['terminal', 'master', 'slave']),
  account: text,
  state: z.enum(['starting', 'ready', 'stopping', 'exited', 'failed']),
  pid: z.number().int().nullable(),
  isSafe: z.boolean(),
  restarts: count,
  /** Null for a terminal, and for a node that does not answer. */
  node: nodeStatus.nullable(),
});
/** See {@link processReport}. */
export type ProcessReport = z.infer<typeof processReport>;

/** Answer to `status`. */
export const statusReport = z.strictObject({
  pid: z.number().int(),
  sinceMs: z.number(),
  /** Where the data is, without user and password. */
  database: text,
  /** False while the database does not answer. */
  isDatabaseUp: z.boolean(),
  processes: z.array(processReport).max(1_000),
  alarms: z.array(standingAlarm).max(2_000),
});
/** See {@link statusReport}. */
export type StatusReport = z.infer<typeof statusReport>;

/** What stays on one slave. */
const left = z.strictObject({
  slave: text,
  /** Null: the node does not answer. */
  held: z.array(heldCopy).nullable(),
  /** Whether it is flat. */
  isFlat: z.boolean(),
});

/** Answer to `down`, `restart`, `pause`, `resume`, `trust` and `close`: lines to print. */
export const linesReport = z.strictObject({ lines: z.array(text).max(2_000) });
/** See {@link linesReport}. */
export type LinesReport = z.infer<typeof linesReport>;

/** Answer to `flatten`. */
export const flattenReport = z.strictObject({ slaves: z.array(left).max(1_000) });
/** See {@link flattenReport}. */
export type FlattenReport = z.infer<typeof flattenReport>;

/** Answer to `adopt`. */
export const adoptReport = z.strictObject({
  slaves: z
    .array(
      z.strictObject({
        slave: text,
        trades: z.array(pythonTrade),
        /** Why nothing was adopted; null when its trades were looked at. */
        problem: text.nullable(),
      }),
    )
    .max(1_000),
});
/** See {@link adoptReport}. */
export type AdoptReport = z.infer<typeof adoptReport>;

/** Answer to `why`: from the nodes' memory; those that do not answer are named. */
export const whyReport = z.strictObject({
  slaves: z.array(z.strictObject({ slave: text, copies: z.array(knownCopy) })).max(1_000),
  silent: z.array(text),
});
/** See {@link whyReport}. */
export type WhyReport = z.infer<typeof whyReport>;
