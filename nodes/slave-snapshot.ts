/** What a slave node says of itself: made from what it knows, without asking anybody. */
import { copyRow } from '../db/trade-row.ts';
import type { Book, MasterBook } from '../domain/book.ts';
import type { Copy, SlavePosition } from '../domain/copy.ts';
import { percentile } from '../domain/percentile.ts';
import type { Block } from '../domain/plan-input.ts';
import {
  MAX_LISTED_COPIES,
  type HeldCopy,
  type KnownCopy,
  type NodeStatus,
  type TerminalFacts,
} from '../messaging/ipc/node-command.ts';
import type { CopyTable } from './copy-table.ts';

/** What is known of the terminal's connection. */
export interface LinkState {
  readonly accountId: string | null;
  readonly isConnected: boolean;
  readonly sinceMs: number;
  readonly refused?: NodeStatus['refused'];
  readonly terminal?: TerminalFacts | null;
}

/** What a snapshot is made from. */
export interface SlaveSnapshot {
  readonly link: LinkState;
  /** Null before the terminal's first connection. */
  readonly table: CopyTable | null;
  readonly book: Book | null;
  readonly masters: readonly MasterBook[];
  readonly blocks: Iterable<Block>;
  readonly nowMs: number;
  /** From the master's deal to the order here, the newest opens. */
  readonly recentOpensMs?: readonly number[] | undefined;
}

const HELD: ReadonlySet<string> = new Set(['opening', 'open', 'closing', 'unknown']);

/** See file header. */
export function slaveStatus(snapshot: SlaveSnapshot): NodeStatus {
  const { link, table, book, masters, blocks, nowMs, recentOpensMs = [] } = snapshot;
  const copies = [...(table?.counted().values() ?? [])];
  const held = heldCopies(snapshot);
  const count = (status: string): number => held.filter((copy) => copy.status === status).length;
  return {
    role: 'slave',
    accountId: link.accountId,
    isConnected: link.isConnected,
    linkSinceMs: link.sinceMs,
    bookAgeMs: book === null ? null : nowMs - book.readAtMs,
    isBookComplete: book?.complete ?? null,
    positions: book?.positions.size ?? null,
    blocks: [...blocks],
    masters: masters.slice(0, 100).map(({ name, readAtMs }) => ({
      name,
      bookAgeMs: Number.isFinite(readAtMs) ? nowMs - readAtMs : null,
    })),
    copies: {
      opening: count('opening'),
      open: count('open'),
      closing: count('closing'),
      unknown: count('unknown'),
    },
    held: held.slice(0, MAX_LISTED_COPIES),
    today: today(copies, nowMs),
    latencyMs: latency(recentOpensMs),
    refused: link.refused ?? null,
    terminal: link.terminal ?? null,
    serverOffsetMs: book === null ? null : book.serverNowMs - book.readAtMs,
  };
}

/** The copies that may have a position at the broker, the oldest first. */
export function heldCopies({
  table,
  book,
}: Pick<SlaveSnapshot, 'table' | 'book'>): readonly HeldCopy[] {
  if (table === null) return [];
  return [...table.counted().live()]
    .filter(({ state }) => HELD.has(state.status))
    .toSorted((left, right) => left.intendedAtMs - right.intendedAtMs)
    .map((copy) => {
      const at = positionOf(copy);
      const listed = at === null ? undefined : book?.positions.get(at.identifier);
      return {
        symbol: copy.symbol,
        side: copy.side,
        volume: listed?.volume ?? copy.intendedVolume,
        masterTicket: copy.masterTicket,
        slaveTicket: at?.ticket ?? null,
        status: copy.state.status as HeldCopy['status'],
        hasStop: listed === undefined ? null : listed.sl !== null,
        failedCloses: table.evidence.closeTries.get(copy.copyId)?.count ?? 0,
      };
    });
}

/** One copy for `why`. */
export function knownCopy(copy: Copy): KnownCopy {
  const { slaveTicket, status, code, reason } = copyRow(copy);
  return {
    copyId: copy.copyId,
    masterId: copy.masterId,
    masterTicket: copy.masterTicket,
    slaveTicket,
    symbol: copy.symbol,
    side: copy.side,
    volume: copy.intendedVolume,
    status,
    code,
    reason,
    intendedAtMs: copy.intendedAtMs,
    openedAtMs: copy.openedAtMs,
    closedAtMs: copy.closedAtMs,
  };
}

function latency(recentMs: readonly number[]): NodeStatus['latencyMs'] {
  const [p50, p99] = [percentile(recentMs, 0.5), percentile(recentMs, 0.99)];
  return p50 === null || p99 === null ? null : { p50, p99 };
}

function positionOf({ state }: Copy): SlavePosition | null {
  return 'position' in state ? state.position : null;
}

function today(copies: readonly Copy[], nowMs: number): NodeStatus['today'] {
  const fromMs = new Date(nowMs).setHours(0, 0, 0, 0);
  const isToday = (atMs: number | null): boolean => atMs !== null && atMs >= fromMs;
  return {
    opened: copies.filter(({ openedAtMs }) => isToday(openedAtMs)).length,
    closed: copies.filter(
      ({ state, closedAtMs }) => state.status === 'closed' && isToday(closedAtMs),
    ).length,
    refused: copies.filter(
      ({ state, intendedAtMs }) => state.status === 'refused' && isToday(intendedAtMs),
    ).length,
    detached: copies.filter(
      ({ state, closedAtMs }) => state.status === 'detached' && isToday(closedAtMs),
    ).length,
  };
}
