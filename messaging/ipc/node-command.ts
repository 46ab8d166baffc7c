/**
 * What an operator asks of one node through the launcher, and what the node answers. Nothing in here
 * waits for the database: an answer comes from what the node knows.
 */
import { z } from 'zod';

/** More copies than this are counted, not listed. */
export const MAX_LISTED_COPIES = 500;
/** So many alarms of one node are told; more would say the same. */
export const MAX_NODE_ALARMS = 500;

/** Cut, not refused: a long reason must not make a node look mute. */
const text = z.string().overwrite((value) => value.slice(0, 2_000));
const count = z.number().int().nonnegative();
const epochMs = z.number();
/** A ticket, identifier or magic: 64 bits as decimal text. */
const integer64 = z.string().regex(/^-?\d{1,20}$/);

/** Names of a broker's symbols; more than these are not told. */
const MAX_NAMES = 20_000;
const symbolName = z.string().min(1).max(64);

/** From the launcher to a node. */
export const nodeCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('status') }),
  /** No opens until `resume`; a slave's new master positions are refused `PAUSED`. Durable. */
  z.strictObject({ type: z.literal('pause') }),
  /** Ends `pause` and SAFE; refused while flattening. */
  z.strictObject({ type: z.literal('resume') }),
  /** Close all copies of a slave, and open nothing until it is flat. Durable. */
  z.strictObject({ type: z.literal('flatten') }),
  /** The EA's next connected read is the new base of completeness. */
  z.strictObject({ type: z.literal('trust') }),
  /** Close the slave's position of this magic, with or without an entry in the ledger. */
  z.strictObject({ type: z.literal('close'), magic: integer64 }),
  /** What is known of one master position: its ticket or its identifier. */
  z.strictObject({ type: z.literal('why'), ticket: integer64 }),
  /** The broker's symbols, and the specifications of these; changes nothing. */
  z.strictObject({ type: z.literal('symbols'), symbols: z.array(symbolName).max(100) }),
  /** Make copies of the Python copier's open trades of this slave. */
  z.strictObject({ type: z.literal('adopt') }),
]);
/** See {@link nodeCommand}. */
export type NodeCommand = z.infer<typeof nodeCommand>;

/** A copy that may have a position at the slave's broker. */
export const heldCopy = z.strictObject({
  symbol: text,
  side: z.enum(['BUY', 'SELL']),
  volume: text.nullable(),
  masterTicket: integer64,
  slaveTicket: integer64.nullable(),
  status: z.enum(['opening', 'open', 'closing', 'unknown']),
  /** Whether the position has an SL at the broker; null when its book is not known. */
  hasStop: z.boolean().nullable(),
  /** Closes that did not get through. */
  failedCloses: count,
});
/** See {@link heldCopy}. */
export type HeldCopy = z.infer<typeof heldCopy>;

/** A terminal as its EA introduces itself. */
export const terminalFacts = z.strictObject({
  /** Of the EA. */
  version: text,
  company: text,
  build: count,
  marginMode: z.enum(['HEDGING', 'NETTING', 'EXCHANGE']),
  fifoClose: z.boolean(),
  /** When it connected: the button, the EA's own box, the account (not the investor), the broker. */
  permissions: z
    .strictObject({
      terminal: z.boolean(),
      program: z.boolean(),
      account: z.boolean(),
      expert: z.boolean(),
    })
    .nullable(),
  /** Why the newest book says that it sends no opens; empty when it may. */
  blocked: z.array(text).max(20),
});
/** See {@link terminalFacts}. */
export type TerminalFacts = z.infer<typeof terminalFacts>;

/** One node as it is now. */
export const nodeStatus = z.strictObject({
  role: z.enum(['master', 'slave']),
  /** `login@server`; null before the terminal's first connection. */
  accountId: text.nullable(),
  isConnected: z.boolean(),
  /** Since when the terminal is connected, or gone. */
  linkSinceMs: epochMs,
  /** How old the newest book of the own terminal is; null when there is none. */
  bookAgeMs: z.number().nullable(),
  isBookComplete: z.boolean().nullable(),
  /** Positions on the account, whoever opened them; null when there is no book. */
  positions: count.nullable(),
  /** Why no opens leave; of a slave. */
  blocks: z.array(text).max(20),
  /** The masters that a slave hears, with the age of their newest book. */
  masters: z.array(z.strictObject({ name: text, bookAgeMs: z.number().nullable() })).max(100),
  copies: z.strictObject({ opening: count, open: count, closing: count, unknown: count }),
  /** The copies counted there, the oldest first. */
  held: z.array(heldCopy).max(MAX_LISTED_COPIES),
  /** Since midnight of this computer. */
  today: z.strictObject({ opened: count, closed: count, refused: count, detached: count }),
  /** Master's deal to the order at the slave's EA, of the newest opens; null when it is not measured. */
  latencyMs: z.strictObject({ p50: z.number(), p99: z.number() }).nullable(),
  /** The newest EA that was not let in; null once one was. */
  refused: z.strictObject({ code: text, detail: text, atMs: epochMs }).nullable().exactOptional(),
  /** What the EA said of itself at its last connection; null before there was one. */
  terminal: terminalFacts.nullable().exactOptional(),
  /** The trade server's clock minus this computer's, at the newest book; null when there is none. */
  serverOffsetMs: z.number().nullable().exactOptional(),
});
/** See {@link nodeStatus}. */
export type NodeStatus = z.infer<typeof nodeStatus>;

/** What one slave knows of one master position, from memory. */
export const knownCopy = z.strictObject({
  copyId: text,
  masterId: text,
  masterTicket: integer64,
  slaveTicket: integer64.nullable(),
  symbol: text,
  side: z.enum(['BUY', 'SELL']),
  volume: text.nullable(),
  status: text,
  code: text.nullable(),
  reason: text.nullable(),
  intendedAtMs: epochMs,
  openedAtMs: epochMs.nullable(),
  closedAtMs: epochMs.nullable(),
});
/** See {@link knownCopy}. */
export type KnownCopy = z.infer<typeof knownCopy>;

/** One open trade of the Python copier, and what became of it. */
export const pythonTrade = z.strictObject({
  masterTicket: text,
  slaveTicket: text.nullable(),
  symbol: text,
  /** The master's name; null when it was not adopted. */
  adoptedFrom: text.nullable(),
  /** Why it was not adopted, and what to do; null when it was. */
  why: text.nullable(),
});

/** One symbol as its broker specifies it. */
export const inspectedSymbol = z.strictObject({
  symbol: symbolName,
  /** Null: the broker has no such symbol, or no quote of it. */
  spec: z
    .strictObject({
      digits: z.number().int(),
      /** Decimals as text. */
      contractSize: text,
      volumeStep: text,
      volumeMin: text,
      volumeMax: text,
    })
    .nullable(),
});
/** See {@link inspectedSymbol}. */
export type InspectedSymbol = z.infer<typeof inspectedSymbol>;

/** What a terminal knows of symbols. */
export const symbolsOfTerminal = z.strictObject({
  /** All of the broker's, or the first of them. */
  names: z.array(symbolName).max(MAX_NAMES),
  /** Of positions that are, or were just, open. */
  traded: z.array(symbolName).max(1_000),
  inspected: z.array(inspectedSymbol).max(100),
});
/** See {@link symbolsOfTerminal}. */
export type SymbolsOfTerminal = z.infer<typeof symbolsOfTerminal>;

/** From a node to the launcher. */
export const nodeAnswer = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('done'), detail: text }),
  z.strictObject({ type: z.literal('status'), status: nodeStatus }),
  /** The position of this magic is not here. */
  z.strictObject({ type: z.literal('not-here') }),
  z.strictObject({ type: z.literal('adopted'), trades: z.array(pythonTrade).max(10_000) }),
  z.strictObject({ type: z.literal('symbols'), symbols: symbolsOfTerminal }),
  z.strictObject({ type: z.literal('known'), copies: z.array(knownCopy).max(100) }),
  z.strictObject({ type: z.literal('refused'), code: text, message: text }),
]);
/** See {@link nodeAnswer}. */
export type NodeAnswer = z.infer<typeof nodeAnswer>;

/** One alarm that stands on a node. */
export const nodeAlarm = z.strictObject({
  code: text,
  subject: text,
  detail: text,
  sinceMs: epochMs,
});
/** See {@link nodeAlarm}. */
export type NodeAlarm = z.infer<typeof nodeAlarm>;
