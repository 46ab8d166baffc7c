/** Everything that is known of one master position: the ledger's entries and what was asked of terminals. */
import type { EventLog, EventRecord } from '../db/event-log.ts';
import type { Stores } from '../db/stores.ts';
import type { TradeRow } from '../db/trade-reader.ts';
import { accountName } from '../domain/ids.ts';
import { REFUSAL_ADVICE } from '../domain/refusal-advice.ts';
import type { KnownCopy } from '../messaging/ipc/node-command.ts';
import { commandWord } from './command-word.ts';
import { recordNames } from './record-names.ts';

/** Events are read in parts of so many. */
const PART = 5_000;

/** One step of a copy, in words. */
export interface WhyStep {
  readonly atMs: number;
  readonly text: string;
}

/** One slave's part of the story. */
export interface WhyCopy {
  readonly slave: string;
  readonly symbol: string;
  readonly direction: string;
  readonly volume: string | null;
  readonly masterTicket: string;
  readonly slaveTicket: string | null;
  readonly status: string;
  readonly reason: string | null;
  /** What to do about a refusal; null for everything else. */
  readonly wayOut: string | null;
  readonly intendedAtMs: number | null;
  readonly openedAtMs: number | null;
  readonly closedAtMs: number | null;
  /** Null: the event log was not read. */
  readonly steps: readonly WhyStep[] | null;
}

/** From the database. `ticket` is a master position's ticket or identifier. */
export async function whyFromStores(stores: Stores, ticket: string): Promise<readonly WhyCopy[]> {
  const { rows } = await stores.trades.list();
  const mine = rows.filter(({ masterTicket, copyId }) =>
    copyId === null
      ? masterTicket === ticket
      : masterTicket === ticket || copyId.includes(`/${ticket}/`),
  );
  if (mine.length === 0) return [];
  const { accounts } = await stores.accounts.list();
  const namesOf = recordNames(rows, accounts);
  return await Promise.all(mine.map((row) => whyFromRow(stores, row, namesOf(row))));
}

async function whyFromRow(
  stores: Stores,
  row: TradeRow,
  names: readonly string[],
): Promise<WhyCopy> {
  const { copyId, slaveName: slave, direction } = row;
  const steps = copyId === null ? [] : await stepsOf(stores, names, copyId);
  return { ...fieldsOf(row, slave), direction, steps };
}

/** From a node's memory, for when the database does not answer. */
export function whyFromNode(slave: string, copy: KnownCopy): WhyCopy {
  return { ...fieldsOf(copy, slave), direction: copy.side, steps: null };
}

/** What a row of the ledger and a node's answer have in common. */
type KnownRow = Pick<
  TradeRow,
  | 'symbol'
  | 'volume'
  | 'masterTicket'
  | 'slaveTicket'
  | 'status'
  | 'code'
  | 'reason'
  | 'intendedAtMs'
  | 'openedAtMs'
  | 'closedAtMs'
>;

function fieldsOf(row: KnownRow, slave: string): Omit<WhyCopy, 'direction' | 'steps'> {
  const { symbol, volume, masterTicket, slaveTicket, status, code, reason } = row;
  const advice: Readonly<Record<string, string>> = REFUSAL_ADVICE;
  const wayOut =
    code === null ? null : (advice[code]?.replaceAll('NAME', () => commandWord(slave)) ?? null);
  const { intendedAtMs, openedAtMs, closedAtMs } = row;
  return {
    slave,
    symbol,
    volume,
    masterTicket,
    slaveTicket,
    status,
    reason,
    wayOut,
    intendedAtMs,
    openedAtMs,
    closedAtMs,
  };
}

async function stepsOf(
  stores: Stores,
  names: readonly string[],
  copyId: string,
): Promise<readonly WhyStep[]> {
  const steps: WhyStep[] = [];
  const booked = new Set<unknown>();
  for (const name of names) {
    for await (const record of recordsOf(stores.events(accountName(name)))) {
      if (isAbout(record, copyId) && isNews(record, booked)) steps.push(stepOf(record));
    }
  }
  // Each log is in its own order already.
  return names.length === 1 ? steps : steps.toSorted((left, right) => left.atMs - right.atMs);
}

async function* recordsOf(log: EventLog): AsyncGenerator<EventRecord> {
  for (let afterSeq = 0; ;) {
    const part = await log.read({ afterSeq, limit: PART });
    yield* part;
    const last = part.at(-1);
    if (last === undefined || part.length < PART) return;
    afterSeq = last.seq;
  }
}

/** A deal is recorded at least once (nodes/deal-recorder.ts): the same number is the same deal. */
function isNews({ kind, data }: EventRecord, booked: Set<unknown>): boolean {
  if (kind !== 'deal-booked') return true;
  const { deal } = data as Readonly<Record<string, unknown>>;
  if (deal === undefined) return true;
  const isFirst = !booked.has(deal);
  booked.add(deal);
  return isFirst;
}

function isAbout({ data }: EventRecord, copyId: string): boolean {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return false;
  const { copyId: named, request, subject } = data as Readonly<Record<string, unknown>>;
  if (named === copyId || subject === copyId) return true;
  return typeof request === 'string' && request.startsWith(`${copyId}/`);
}

function stepOf({ at, kind, data }: EventRecord): WhyStep {
  const fields = data as Readonly<Record<string, unknown>>;
  const told = TOLD.filter((name) => isTold(fields[name])).map(
    (name) => `${name} ${String(fields[name])}`,
  );
  const what = kind.replaceAll('-', ' ');
  const cause = causeOf(fields['because']);
  return { atMs: at, text: [what, ...told, ...(cause === null ? [] : [cause])].join(', ') };
}

/** What an order's record says of its cause. */
function causeOf(because: unknown): string | null {
  if (typeof because !== 'object' || because === null || !('cause' in because)) return null;
  return isTold(because.cause) ? `because ${String(because.cause)}` : null;
}

/** What of an event a trader reads, in this order. */
const TOLD = [
  'operation',
  'type',
  'volume',
  'ticket',
  'entry',
  'price',
  'sl',
  'tp',
  'worstPrice',
  'deviationPoints',
  'commission',
  'swap',
  'profit',
  'retcode',
  'error',
  'message',
  'reason',
  'code',
  'detail',
  'cause',
];

function isTold(value: unknown): value is string | number {
  return (typeof value === 'string' && value !== '') || typeof value === 'number';
}
